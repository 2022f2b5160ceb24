import { navigate } from "../../app/router";
import { offerUndo } from "../../bin/sessions";
import { t } from "../../i18n";
import { confirmDialog } from "../../ui/dialog";
import { showToast } from "../../ui/toast";
import { DIALOGS } from "../dialog-words";
import type { JamSession } from "../session";
import { linkTo } from "../sharing/share";
import type { JamView } from "../view";
import { WORDS } from "../words";

export async function publish(session: JamSession): Promise<void> {
  const link = linkTo((await session.publish()).url);
  await navigator.clipboard?.writeText(link).catch(() => undefined); // pages by plain http have none
  showToast({ text: t(DIALOGS.publishedToast), icon: "check", detail: link });
}

export async function endSession({ session, player }: JamView): Promise<void> {
  const name = session.state.name ?? t(WORDS.untitled);
  const sure = await confirmDialog({
    title: t(DIALOGS.deleteTitle, { name }),
    text: t(DIALOGS.deleteText),
    verb: t(DIALOGS.deleteVerb),
  });
  if (!sure) return;
  const { id } = session;
  await session.delete();
  player.close(); // otherwise the next page says that it has stopped, in place of the way back
  navigate("/");
  offerUndo("/api/deleted/sessions", id, t(DIALOGS.deletedToast), () => navigate(`/s/${id}`));
}
