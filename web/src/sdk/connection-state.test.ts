import { expect, it } from "vitest";
import { type ConnectionInput, type ConnectionState, INITIAL, transition } from "./connection-state";

function after(...inputs: ConnectionInput[]): ConnectionState {
  return inputs.reduce((state, input) => transition(state, input).state, INITIAL);
}

const open: ConnectionInput = { type: "open" };
const connected: ConnectionInput = { type: "connected" };
const lost: ConnectionInput = { type: "lost" };
const failed: ConnectionInput = { type: "failed" };
const overdue: ConnectionInput = { type: "overdue" };
const close: ConnectionInput = { type: "close", reason: "closed" };
const up: ConnectionInput = { type: "network", up: true };
const down: ConnectionInput = { type: "network", up: false };

it("dials once when opened, and not again", () => {
  const first = transition(INITIAL, open);
  expect(first.effects).toEqual([{ type: "dial", backoff: null }]);
  expect(transition(first.state, open).effects).toEqual([]);
});

it("goes from connecting through online and reconnecting to offline and back", () => {
  expect(after(open).name).toBe("connecting");
  expect(after(open, connected).name).toBe("online");
  expect(after(open, connected, lost).name).toBe("reconnecting");
  expect(after(open, connected, lost, overdue).name).toBe("offline");
  expect(after(open, connected, lost, overdue, connected).name).toBe("online");
});

it("never calls a first connection that takes too long online", () => {
  expect(after(open, overdue)).toEqual({ name: "offline", attempt: 1 });
});

it("dials with growing backoff while attempts fail", () => {
  let { state, effects } = transition(after(open, connected), lost);
  const backoffs: unknown[] = [...effects];
  for (let n = 0; n < 3; n += 1) {
    ({ state, effects } = transition(state, failed));
    backoffs.push(...effects);
  }
  expect(backoffs).toEqual([0, 1, 2, 3].map((backoff) => ({ type: "dial", backoff })));
});

it("hangs up when the network is gone, and dials at once when it is back", () => {
  const gone = transition(after(open, connected), down);
  expect(gone.state.name).toBe("offline");
  expect(gone.effects).toEqual([{ type: "hang_up" }, { type: "dial", backoff: 0 }]);
  expect(transition(gone.state, lost).effects).toEqual([]);
  expect(transition(gone.state, up).effects).toEqual([{ type: "dial", backoff: null }]);
});

it("does not dial for the network's sake before anyone asked for a connection, or when it stands", () => {
  expect(transition(INITIAL, up).effects).toEqual([]);
  expect(transition(after(open, connected), up).effects).toEqual([]);
});

it("stays closed through everything but open, and hangs up on a late connection", () => {
  const state = after(open, connected, close);
  expect(state).toEqual({ name: "closed", reason: "closed" });
  for (const input of [lost, failed, overdue, up, down, close]) {
    expect(transition(state, input)).toEqual({ state, effects: [] });
  }
  expect(transition(state, connected).effects).toEqual([{ type: "hang_up" }]);
  expect(transition(state, open).state.name).toBe("connecting");
});

it("closes with the reason of a refusal", () => {
  expect(after(open, { type: "refused", reason: "unauthorized" })).toEqual({
    name: "closed",
    reason: "unauthorized",
  });
});
