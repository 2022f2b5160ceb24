/** The actions on a whole session: its versions, its copies for others, who may open it, its deletion. */

import { html, type TemplateResult } from "lit";
import { navigate } from "../../app/router";
import { t } from "../../i18n";
import { reportItem } from "../../people/report";
import { attempt } from "../../ui/attempt";
import "../../ui/menu";
import type { MenuItem } from "../../ui/menu";
import { soundsDialog } from "../recording/keys";
import { exportMenu } from "../sharing/export";
import { attemptSaved } from "../sharing/share";
import type { JamView } from "../view";
import { WORDS } from "../words";

const dialogs = () => import("../dialogs");

const shortcuts = (): void =>
  void attempt(async () => (await import("../../app/shortcut-sheet")).openShortcutSheet());

export function sessionMenu(view: JamView, isWide: boolean): TemplateResult {
  const { session } = view;
  const items: MenuItem[] = [
    {
      label: t(WORDS.history),
      press: () => void attempt(async () => (await dialogs()).openHistory(view)),
    },
    {
      label: t(WORDS.publish),
      press: () => void attemptSaved(session, async () => (await dialogs()).publish(session)),
    },
    ...(view.player.recordings.items?.length
      ? [{ label: t(WORDS.sounds), press: () => soundsDialog(view) }]
      : []),
    ...(isWide ? [] : exportMenu(view)),
    { label: t(WORDS.shortcuts), press: shortcuts },
    { label: t(WORDS.home), press: () => navigate("/") },
    ...(session.isOwner ? [] : [reportItem(session.id)]),
    ...deletion(view),
  ];
  return html`<rt-menu .label=${t(WORDS.more)} .items=${items}></rt-menu>`;
}

/** D15: the page offers deletion to the session's owner only; others ask them, or use the API. */
function deletion(view: JamView): MenuItem[] {
  if (!view.session.isOwner) return [];
  return [
    {
      label: t(WORDS.deleteSession),
      danger: true,
      press: () => void attempt(async () => (await dialogs()).endSession(view)),
    },
  ];
}
