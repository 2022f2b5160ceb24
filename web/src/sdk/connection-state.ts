/** The life of the connection as a pure reducer: what happened goes in, the next state and what to do come out. */

export type ConnectionState =
  /** Not yet been online. */
  | { readonly name: "connecting"; readonly attempt: number }
  | { readonly name: "online" }
  /** Was online a moment ago. */
  | { readonly name: "reconnecting"; readonly attempt: number }
  /** Away for longer than a blink, or the machine has no network; still trying. */
  | { readonly name: "offline"; readonly attempt: number }
  /** Over: nothing happens until `open`. */
  | { readonly name: "closed"; readonly reason: string };

export type ConnectionInput =
  | { readonly type: "open" }
  | { readonly type: "connected" }
  /** The connection broke. */
  | { readonly type: "lost" }
  /** An attempt came to nothing. */
  | { readonly type: "failed" }
  /** Five seconds without a connection. */
  | { readonly type: "overdue" }
  /** The machine gained or lost its network. */
  | { readonly type: "network"; readonly up: boolean }
  /** The server will not have us, and trying again changes nothing. */
  | { readonly type: "refused"; readonly reason: string }
  | { readonly type: "close"; readonly reason: string };

export type ConnectionEffect =
  /** Try to connect: at once, or after the backoff of this attempt. */
  | { readonly type: "dial"; readonly backoff: number | null }
  /** Let go of the socket and of any attempt. */
  | { readonly type: "hang_up" };

export interface Transition {
  readonly state: ConnectionState;
  readonly effects: readonly ConnectionEffect[];
}

export const INITIAL: ConnectionState = { name: "connecting", attempt: 0 };

const DIAL_NOW: ConnectionEffect = { type: "dial", backoff: null };
const HANG_UP: ConnectionEffect = { type: "hang_up" };

export function transition(state: ConnectionState, input: ConnectionInput): Transition {
  switch (input.type) {
    case "open":
      return state.name === "closed" || isIdle(state)
        ? { state: { name: "connecting", attempt: 1 }, effects: [DIAL_NOW] }
        : stay(state);
    case "close":
    case "refused":
      return state.name === "closed"
        ? stay(state)
        : { state: { name: "closed", reason: input.reason }, effects: [HANG_UP] };
    case "connected":
      return state.name === "closed"
        ? { state, effects: [HANG_UP] }
        : { state: { name: "online" }, effects: [] };
    case "lost":
      return state.name === "online"
        ? { state: { name: "reconnecting", attempt: 1 }, effects: [{ type: "dial", backoff: 0 }] }
        : stay(state);
    case "failed":
      return state.name === "closed" || state.name === "online"
        ? stay(state)
        : {
            state: { ...state, attempt: state.attempt + 1 },
            effects: [{ type: "dial", backoff: state.attempt }],
          };
    case "overdue":
      return state.name === "connecting" || state.name === "reconnecting"
        ? { state: { name: "offline", attempt: state.attempt }, effects: [] }
        : stay(state);
    case "network":
      return onNetwork(state, input.up);
  }
}

function onNetwork(state: ConnectionState, up: boolean): Transition {
  if (state.name === "closed" || isIdle(state)) return stay(state);
  if (up) {
    // A network that came back is the one moment when waiting out the backoff helps nobody.
    return state.name === "online" ? stay(state) : { state: { ...state, attempt: 1 }, effects: [DIAL_NOW] };
  }
  // The socket would notice a lost network only after the missed heartbeat; a server on this machine answers anyway.
  return { state: { name: "offline", attempt: 1 }, effects: [HANG_UP, { type: "dial", backoff: 0 }] };
}

/** Nobody has asked for a connection yet. */
function isIdle(state: ConnectionState): boolean {
  return state.name === "connecting" && state.attempt === 0;
}

function stay(state: ConnectionState): Transition {
  return { state, effects: [] };
}
