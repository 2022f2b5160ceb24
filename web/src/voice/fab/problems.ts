import { count, t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { RoomtoneError } from "../../sdk";
import type { Problem, Recorder } from "../recorder/recorder";
import { OFFLINE, VOICE } from "../words";

/** A sentence about what is in the way, and the key that leads out of it. */
export interface Notice {
  readonly text: string;
  readonly tone: "bad" | "wait";
  readonly action?: { readonly label: string; readonly press: () => void };
}

/** What there is to say about the recorder now, the most urgent first; undefined when all is well. */
export function noticeOf(recorder: Recorder): Notice | undefined {
  if (recorder.problem) return problemNotice(recorder, recorder.problem);
  if (recorder.state.newWaits) return { text: t(VOICE.newWaits), tone: "wait" };
  if (recorder.upload.offline && recorder.isRecording)
    return { text: count(recorder.upload.waitingFragments, OFFLINE), tone: "wait" };
  return undefined;
}

function problemNotice(recorder: Recorder, problem: Problem): Notice {
  if (typeof problem === "object")
    return { text: errorSentence(new RoomtoneError(problem.code, "")), tone: "bad" };
  switch (problem) {
    case "denied":
      return { text: t(VOICE.denied), tone: "bad", action: again(recorder, t(VOICE.tryAgain)) };
    case "lost":
      return {
        text: t(VOICE.lost),
        tone: "bad",
        action: { label: t(VOICE.chooseAnother), press: () => void recorder.chooseMicrophone() },
      };
    case "unsupported":
      return { text: t(VOICE.unsupported), tone: "bad" };
    case "full":
      return { text: t(VOICE.full), tone: "wait" };
    case "no_session":
      return { text: t(VOICE.noActive), tone: "wait" };
    case "close_failed":
      return {
        text: t(VOICE.closeFailed),
        tone: "bad",
        action: { label: t(VOICE.tryAgain), press: () => void recorder.closeAgain() },
      };
  }
}

function again(recorder: Recorder, label: string): NonNullable<Notice["action"]> {
  return { label, press: () => void recorder.press("rec", recorder.session?.session_id ?? null) };
}
