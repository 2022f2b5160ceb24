import { expect, test } from "vitest";
import { type Key, type MachineState, press, type RecorderInput, transition } from "./machine";
import cases from "./machine.cases.json";

test("V12 V13 V14 every key and every event does in every state what the rules say", () => {
  expect(cases.length).toBeGreaterThan(400);
  for (const one of cases) {
    const before = one.before as MachineState;
    const step =
      "key" in one
        ? press(before, one.key as Key, one.onOtherPage)
        : transition(before, one.input as RecorderInput);
    expect({ after: step.state, effects: step.effects }, JSON.stringify(one)).toEqual({
      after: one.after,
      effects: one.effects,
    });
  }
});
