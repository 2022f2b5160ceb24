/** The actions on a whole session: its versions, its copies for others, who may open it, its deletion. */

import { html, type TemplateResult } from "lit";
import { navigate } from "../../app/router";
import { openShortcutSheet } from "../../app/shortcut-sheet";
import { offerUndo } from "../../bin/sessions";
import { t } from "../../i18n";
import { reportItem } from "../../people/report";
import { attempt } from "../../ui/attempt";
import { confirmDialog } from "../../ui/dialog";
import "../../ui/menu";
import type { MenuItem } from "../../ui/menu";
import { showToast } from "../../ui/toast";
import { soundsDialog } from "../recording/keys";
import type { JamSession } from "../session";
import { exportMenu } from "../sharing/export";
import { attemptSaved, linkTo } from "../sharing/share";
import type { JamView } from "../view";
import { WORDS } from "../words";

export function sessionMenu(view: JamView, isWide: boolean): TemplateResult {
  const { session } = view;
  const items: MenuItem[] = [
    {
      label: t(WORDS.history),
      press: () => void attempt(async () => (await import("../dialogs")).openHistory(view)),
    },
    { label: t(WORDS.publish), press: () => void attemptSaved(session, () => publish(session)) },
    ...(view.player.recordings.items?.length
      ? [{ label: t(WORDS.sounds), press: () => soundsDialog(view) }]
      : []),
    ...(isWide ? [] : exportMenu(view)),
    { label: t(WORDS.shortcuts), press: openShortcutSheet },
    { label: t(WORDS.home), press: () => navigate("/") },
    ...(session.isOwner ? [] : [reportItem(session.id)]),
    ...deletion(view),
  ];
  return html`<rt-menu .label=${t(WORDS.more)} .items=${items}></rt-menu>`;
}

/** D15: the page offers deletion to the session's owner only; others ask them, or use the API. */
function deletion(view: JamView): MenuItem[] {
  if (!view.session.isOwner) return [];
  return [{ label: t(WORDS.deleteSession), danger: true, press: () => void attempt(() => end(view)) }];
}

async function publish(session: JamSession): Promise<void> {
  const link = linkTo((await session.publish()).url);
  await navigator.clipboard?.writeText(link).catch(() => undefined); // pages by plain http have none
  showToast({ text: t(WORDS.publishedToast), icon: "check", detail: link });
}

async function end({ session, player }: JamView): Promise<void> {
  const name = session.state.name ?? t(WORDS.untitled);
  const sure = await confirmDialog({
    title: t(WORDS.deleteTitle, { name }),
    text: t(WORDS.deleteText),
    verb: t(WORDS.deleteVerb),
  });
  if (!sure) return;
  const { id } = session;
  await player.stop(); // otherwise the next page says that it has stopped, in place of the way back
  await session.delete();
  navigate("/");
  offerUndo("/api/deleted/sessions", id, t(WORDS.deletedToast), () => navigate(`/s/${id}`));
}
