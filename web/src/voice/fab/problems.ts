import { inTelegram, placed } from "../../app/telegram";
import { count, t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { RoomtoneError } from "../../sdk";
import type { Problem, Recorder } from "../recorder/recorder";
import { OFFLINE, VOICE } from "../words";

/** A sentence about a problem, and the button that solves it. */
export interface Notice {
  readonly text: string;
  readonly tone: "bad" | "wait";
  readonly action?: { readonly label: string; readonly press: () => void };
}

/** The present problem of the recorder, the most urgent first; undefined without one. */
export function noticeOf(recorder: Recorder, pageSession: string | null): Notice | undefined {
  if (recorder.problem) return problemNotice(recorder, recorder.problem);
  if (recorder.isNewInstead && recorder.isRecording) return { text: t(VOICE.newInstead), tone: "wait" };
  if (recorder.state.newWaits) return { text: t(VOICE.newWaits), tone: "wait" };
  if (recorder.upload.offline && recorder.isRecording)
    return { text: count(recorder.upload.waitingFragments, OFFLINE), tone: "wait" };
  if (recorder.isElsewhere) return { text: t(VOICE.otherTab), tone: "wait" };
  const { session } = recorder;
  if (recorder.status === "closed" && session && session.session_id !== pageSession)
    return {
      text: t(VOICE.closedHere, { name: session.session_name }),
      tone: "wait",
      action: {
        label: t(VOICE.open),
        press: () => location.assign(inTelegram ? placed(new URL(session.url).pathname) : session.url),
      },
    };
  return undefined;
}

function problemNotice(recorder: Recorder, problem: Problem): Notice {
  if (typeof problem === "object" && "displaced" in problem) {
    const { reason, name } = problem.displaced;
    return { text: reason === "closed" ? t(VOICE.closedElsewhere) : t(VOICE.takenBy, { name }), tone: "bad" };
  }
  if (typeof problem === "object")
    return { text: errorSentence(new RoomtoneError(problem.code, "")), tone: "bad" };
  switch (problem) {
    case "denied":
      return {
        text: t(VOICE.denied),
        tone: "bad",
        action: { label: t(VOICE.tryAgain), press: () => void recorder.pressAgain() },
      };
    case "lost":
      return {
        text: t(VOICE.lost),
        tone: "bad",
        action: { label: t(VOICE.chooseAnother), press: () => void recorder.chooseMicrophone() },
      };
    case "unsupported":
      return { text: t(isSecureContext ? VOICE.unsupported : VOICE.onlyHttps), tone: "bad" };
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
