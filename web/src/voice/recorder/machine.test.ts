import { expect, test } from "vitest";
import {
  at,
  type Effect,
  KEYS,
  type Key,
  type MachineState,
  press,
  type RecorderInput,
  transition,
} from "./machine";

const STATUSES = ["ready", "recording", "cutting", "paused", "final_uploading", "closed", "error"] as const;
const INPUTS: readonly RecorderInput[] = [
  "cut_finished",
  "uploaded",
  "close_succeeded",
  "close_failed",
  "failed",
  "reloaded",
];

function step(
  state: MachineState,
  event: Key | RecorderInput,
): { state: MachineState; effects: readonly Effect[] } {
  return KEYS.includes(event as Key) ? press(state, event as Key) : transition(state, event as RecorderInput);
}

/** The recorder after these events, and its effects on the way. */
function run(before: MachineState, ...events: (Key | RecorderInput)[]): [MachineState, Effect[]] {
  const done: Effect[] = [];
  let state = before;
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    done.push(...next.effects);
  }
  return [state, done];
}

test("V11 the keys have their order", () => {
  expect(KEYS).toEqual(["new", "rec", "cut", "pause", "done"]);
});

test("V12 each state has its valid keys, and another does nothing", () => {
  const valid = STATUSES.map((status) => {
    const before = at(status);
    return KEYS.filter((key) => press(before, key).state !== before || press(before, key).effects.length > 0)
      .map((key) => key.charAt(0).toUpperCase())
      .join("");
  });
  expect(Object.fromEntries(STATUSES.map((status, place) => [status, valid[place]]))).toEqual({
    ready: "NRD",
    recording: "NCPD",
    paused: "NRD",
    cutting: "N",
    final_uploading: "N",
    closed: "NRD",
    error: "NRD",
  });
});

test("V14 a recording from New to Done", () => {
  const events = [
    "new",
    "cut",
    "cut_finished",
    "pause",
    "rec",
    "done",
    "uploaded",
    "close_succeeded",
  ] as const;
  const effects = ["create_session", "start", "cut", "pause", "start", "finish", "close"];
  expect(run(at("ready"), ...events)).toEqual([at("closed"), effects]);
});

test("V14 Rec on another page activates its session first", () => {
  expect(press(at("ready"), "rec", true).effects).toEqual(["activate_page_session", "start"]);
  expect(press(at("ready"), "rec").effects).toEqual(["start"]);
});

test("V12 starting twice starts once", () => {
  expect(run(at("ready"), "rec", "rec")).toEqual([at("recording"), ["start"]]);
});

test.each(["recording", "paused"] as const)("V14 New finishes the old recording first: %s", (status) => {
  const [waiting, done] = run(at(status), "new", "new");
  expect([waiting.status, done]).toEqual(["final_uploading", ["finish"]]);
  expect(run(waiting, "uploaded")).toEqual([at("recording"), ["create_session", "start"]]);
});

test("V14 New during a cut waits for the cut and the upload", () => {
  const effects = ["finish", "create_session", "start"];
  expect(run(at("cutting"), "new", "cut_finished", "uploaded")).toEqual([at("recording"), effects]);
});

test.each(["close_succeeded", "close_failed"] as const)(
  "V14 New while Done is in flight waits: %s",
  (closed) => {
    const effects = ["finish", "close", "create_session", "start"];
    expect(run(at("recording"), "done", "new", "uploaded", closed)).toEqual([at("recording"), effects]);
  },
);

test("V5 a failed close leaves the session open", () => {
  expect(run(at("ready"), "done", "uploaded", "close_failed")[0]).toEqual(at("ready"));
});

test("V12 Done is repeated on a closed session", () => {
  expect(run(at("closed"), "done", "uploaded", "close_succeeded")).toEqual([
    at("closed"),
    ["finish", "close"],
  ]);
});

test.each(["recording", "cutting", "paused"] as const)("V12 a reload is a pause: %s", (status) => {
  expect(run(at(status), "reloaded")).toEqual([at("paused"), []]);
});

test("V12 an upload goes on after a reload and still closes", () => {
  const [state, done] = run(at("recording"), "done", "reloaded", "uploaded");
  expect([state.closing, done]).toEqual([true, ["finish", "close"]]);
});

test.each(STATUSES)("V13 a failure is shown from every state, and Rec tries again: %s", (status) => {
  const [failed] = run({ ...at(status), newWaits: true }, "failed");
  expect(failed).toEqual(at("error"));
  expect(run(failed, "rec")).toEqual([at("recording"), ["start"]]);
});

test("V14 no order of events loses a recording or starts two", () => {
  // Every state that any events lead to, and every event in it: whether it records follows from the effects alone.
  const seen = new Map<string, [MachineState, boolean]>([["", [at("ready"), false]]]);
  for (const [before, ran] of seen.values()) {
    for (const event of [...KEYS, ...INPUTS]) {
      const { state, effects } = step(before, event);
      let running = ran;
      for (const effect of effects) {
        if (effect === "start") expect(running, event).toBe(false);
        if (effect === "pause") expect(running, event).toBe(true);
        if (effect === "close") expect([before.closing, running], event).toEqual([true, false]);
        running = effect === "start" || (running && !["finish", "pause"].includes(effect));
      }
      if (["error", "paused"].includes(state.status)) running = false;
      expect(running).toBe(["recording", "cutting"].includes(state.status));
      if (state.closing) expect(state.status).toBe("final_uploading");
      if (state.newWaits) expect(["cutting", "final_uploading"]).toContain(state.status);
      const name = JSON.stringify([state, running]);
      if (!seen.has(name)) seen.set(name, [state, running]);
    }
  }
  expect(seen.size).toBeGreaterThan(8);
});
