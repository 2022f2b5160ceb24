/** The state of the connection as a pure reducer: an event gives the next state and the actions to take. */

export type ConnectionState =
  /** Not yet been online. */
  | { readonly name: "connecting"; readonly attempt: number }
  | { readonly name: "online" }
  /** Was online a moment ago. */
  | { readonly name: "reconnecting"; readonly attempt: number }
  /** Offline for some seconds, or the machine has no network; still trying. */
  | { readonly name: "offline"; readonly attempt: number }
  /** Closed: nothing happens until `open`. */
  | { readonly name: "closed"; readonly reason: string };

export type ConnectionInput =
  | { readonly type: "open" }
  | { readonly type: "connected" }
  /** The connection broke. */
  | { readonly type: "lost" }
  /** An attempt failed. */
  | { readonly type: "failed" }
  /** Five seconds without a connection. */
  | { readonly type: "overdue" }
  /** The machine gained or lost its network. */
  | { readonly type: "network"; readonly up: boolean }
  /** The server refused the client for good. */
  | { readonly type: "refused"; readonly reason: string }
  | { readonly type: "close"; readonly reason: string };

export type ConnectionEffect =
  /** Try to connect: at once, or after the backoff of this attempt. */
  | { readonly type: "dial"; readonly backoff: number | null }
  /** Close the socket and stop attempts. */
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
    // When the network comes back, waiting for the rest of the backoff helps nobody.
    return state.name === "online" ? stay(state) : { state: { ...state, attempt: 1 }, effects: [DIAL_NOW] };
  }
  // The socket would notice a lost network only after a missed heartbeat; a server on this machine still answers.
  return { state: { name: "offline", attempt: 1 }, effects: [HANG_UP, { type: "dial", backoff: 0 }] };
}

/** Nobody has requested a connection yet. */
function isIdle(state: ConnectionState): boolean {
  return state.name === "connecting" && state.attempt === 0;
}

function stay(state: ConnectionState): Transition {
  return { state, effects: [] };
}
