import { client } from "../app/client";
import { keepDocument, router } from "../app/router";
import { placed } from "../app/telegram";
import { t } from "../i18n";
import { showToast } from "../ui/toast";
import { Recorder } from "./recorder/recorder";
import "./fab/element";
import type { RoomtoneFab } from "./fab/element";
import { noticeOf } from "./fab/problems";
import { VOICE } from "./words";

/** The recorder of our own pages: one for the lifetime of the tab, whatever page is shown. */
export const recorder = new Recorder(client);

let fab: RoomtoneFab | undefined;

/** Shows the button. It stays while it records, and disappears from pages of other products when it does not. */
export function showFab(pageSession: string | null, mayRecord = true): void {
  if (!fab) {
    fab = document.createElement("roomtone-fab") as RoomtoneFab;
    fab.recorder = recorder;
    document.body.append(fab);
    // Unsent chunks stay on the device until then.
    recorder.start().catch(() => {
      client.connection.addEventListener("online", () => void recorder.start().catch(() => {}), {
        once: true,
      });
    });
    keepDocument(besideRecording);
    router.addEventListener("change", place);
    recorder.addEventListener("change", place);
  }
  if (pageSession) fab.dataset.pageSession = pageSession;
  else delete fab.dataset.pageSession;
  fab.readOnly = !mayRecord;
  fab.keyless = pageSession !== null;
  place();
}

/** The pages of listening are another document, with which a recording would stop: they open in a tab of their own. */
function besideRecording(path: string): boolean {
  if (!recorder.isRecording) return false;
  open(path, "_blank", "noopener"); // with an opener it would take this tab's recording for its own
  showToast({ text: t(VOICE.openedBeside), icon: "check" });
  return true;
}

function place(): void {
  if (!fab) return;
  const atRest =
    ["ready", "closed"].includes(recorder.status) &&
    !recorder.recovery.offers.some((offer) => offer.waiting > 0);
  const isVoicePage = /^\/(session|tg_app)(\/|$)/.test(location.pathname);
  const { pageSession } = fab.dataset;
  if (pageSession && location.pathname !== placed(`/session/${pageSession}`)) {
    delete fab.dataset.pageSession;
    fab.readOnly = fab.keyless = false;
  }
  // On a session's own page the panel has the keys: the button would only cover the text.
  const isQuiet = fab.dataset.pageSession !== undefined && !noticeOf(recorder, fab.dataset.pageSession);
  fab.hidden = atRest && (!isVoicePage || isQuiet);
}
