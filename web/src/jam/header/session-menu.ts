/** The actions on a whole session: its versions, its copies for others, who may open it, its deletion. */

import { html, type TemplateResult } from "lit";
import { navigate } from "../../app/router";
import { openShortcutSheet } from "../../app/shortcut-sheet";
import { offerUndo } from "../../bin/sessions";
import { t } from "../../i18n";
import { reportItem } from "../../people/report";
import { PEOPLE } from "../../people/words";
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
    ...(isWide ? [] : [{ label: t(PEOPLE.people), press: () => session.members.open(true) }]),
    ...visibility(session),
    ...(isWide ? [] : exportMenu(view)),
    { label: t(WORDS.shortcuts), press: openShortcutSheet },
    { label: t(WORDS.home), press: () => navigate("/") },
    ...(session.isOwner ? [] : [reportItem(session.id)]),
    ...deletion(session),
  ];
  return html`<rt-menu .label=${t(WORDS.more)} .items=${items}></rt-menu>`;
}

/** D15: the page offers deletion to the session's owner only; others ask them, or use the API. */
function deletion(session: JamSession): MenuItem[] {
  if (!session.isOwner) return [];
  return [{ label: t(WORDS.deleteSession), danger: true, press: () => void attempt(() => end(session)) }];
}

/** JM10: only the owner decides who may open a session; a published one stays open. */
function visibility(session: JamSession): MenuItem[] {
  const { info } = session;
  if (!info || info.immutable || !session.isOwner) return [];
  const opens = !info.isPublic;
  return [
    {
      label: t(opens ? WORDS.makePublic : WORDS.makePrivate),
      press: () =>
        void attempt(async () => {
          await session.show(opens);
          showToast({ text: t(opens ? WORDS.madePublic : WORDS.madePrivate), icon: "check" });
        }),
    },
  ];
}

async function publish(session: JamSession): Promise<void> {
  const link = linkTo((await session.publish()).url);
  await navigator.clipboard?.writeText(link).catch(() => undefined); // pages by plain http have none
  showToast({ text: t(WORDS.publishedToast), icon: "check", detail: link });
}

async function end(session: JamSession): Promise<void> {
  const name = session.state.name ?? t(WORDS.untitled);
  const sure = await confirmDialog({
    title: t(WORDS.deleteTitle, { name }),
    text: t(WORDS.deleteText),
    verb: t(WORDS.deleteVerb),
  });
  if (!sure) return;
  const { id } = session;
  await session.delete();
  navigate("/");
  offerUndo("/api/deleted/sessions", id, t(WORDS.deletedToast), () => navigate(`/s/${id}`));
}
