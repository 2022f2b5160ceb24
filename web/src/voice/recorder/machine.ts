/**
 * The recorder behind the keys New, Rec, Cut, Pause, Done: one state, and what each event makes of it (V11–V14).
 *
 *     ready ──New, Rec──► recording ⇄ paused        Cut: recording ► cutting ► recording
 *       any of them ──Done──► final_uploading ──uploaded──► closed
 *                                     └──────New──────► recording, in the new session
 *
 * An upload in flight is never cut off: New pressed meanwhile waits (once, however often it is pressed) until the old
 * recording is complete on the server. A close that fails leaves the session open and active (V5).
 */
export const KEYS = ["new", "rec", "cut", "pause", "done"] as const;
export type Key = (typeof KEYS)[number];

export type RecorderStatus =
  | "ready"
  | "recording"
  | "cutting"
  | "paused"
  | "final_uploading"
  | "closed"
  | "error";

export type RecorderInput =
  | "cut_finished"
  | "uploaded"
  | "close_succeeded"
  | "close_failed"
  | "failed"
  | "reloaded";

export type Effect =
  | "create_session"
  | "activate_page_session"
  | "start"
  | "cut"
  | "pause"
  | "finish"
  | "close";

export interface MachineState {
  readonly status: RecorderStatus;
  /** New was pressed and waits for the upload. */
  readonly newWaits: boolean;
  /** The session is closed after the upload. */
  readonly closing: boolean;
}

export interface Step {
  readonly state: MachineState;
  readonly effects: readonly Effect[];
}

const AT_REST: readonly Key[] = ["new", "rec", "done"];

const VALID: Readonly<Record<RecorderStatus, readonly Key[]>> = {
  ready: AT_REST,
  recording: ["new", "cut", "pause", "done"],
  paused: AT_REST,
  cutting: ["new"],
  final_uploading: ["new"],
  closed: AT_REST,
  error: AT_REST,
};

export function at(status: RecorderStatus): MachineState {
  return { status, newWaits: false, closing: false };
}

export function isValid(state: MachineState, key: Key): boolean {
  return VALID[state.status].includes(key);
}

const NEW_RECORDING: Step = { state: at("recording"), effects: ["create_session", "start"] };

function stay(state: MachineState): Step {
  return { state, effects: [] };
}

/** The effect of a key; an invalid one does nothing. */
export function press(state: MachineState, key: Key, onOtherPage = false): Step {
  if (!isValid(state, key)) return stay(state);
  switch (key) {
    case "new":
      return pressNew(state);
    case "rec":
      return {
        state: { ...state, status: "recording" },
        effects: onOtherPage ? ["activate_page_session", "start"] : ["start"],
      };
    case "cut":
      return { state: { ...state, status: "cutting" }, effects: ["cut"] };
    case "pause":
      return { state: { ...state, status: "paused" }, effects: ["pause"] };
    case "done":
      return { state: { ...state, status: "final_uploading", closing: true }, effects: ["finish"] };
  }
}

function pressNew(state: MachineState): Step {
  if (["ready", "closed", "error"].includes(state.status)) return NEW_RECORDING;
  if (["cutting", "final_uploading"].includes(state.status)) return stay({ ...state, newWaits: true });
  return { state: { ...state, status: "final_uploading", newWaits: true }, effects: ["finish"] };
}

/** The effect of an event from outside; one that does not fit the state does nothing. */
export function transition(state: MachineState, input: RecorderInput): Step {
  if (input === "failed") return stay(at("error"));
  if (input === "reloaded") return reloaded(state);
  if (input === "cut_finished") return cutFinished(state);
  if (state.status !== "final_uploading") return stay(state);
  if (input === "uploaded") return state.closing ? { state, effects: ["close"] } : uploaded(state, "ready");
  if (!state.closing) return stay(state);
  return uploaded(state, input === "close_succeeded" ? "closed" : "ready");
}

function uploaded(state: MachineState, otherwise: RecorderStatus): Step {
  return state.newWaits ? NEW_RECORDING : stay(at(otherwise));
}

function cutFinished(state: MachineState): Step {
  if (state.status !== "cutting") return stay(state);
  if (state.newWaits) return { state: { ...state, status: "final_uploading" }, effects: ["finish"] };
  return stay({ ...state, status: "recording" });
}

function reloaded(state: MachineState): Step {
  if (["recording", "cutting", "paused"].includes(state.status)) return stay(at("paused"));
  return stay({ ...state, newWaits: false });
}
