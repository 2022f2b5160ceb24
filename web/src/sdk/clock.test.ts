import { expect, it } from "vitest";
import { ServerClock } from "./clock";

it("is our own clock until the server has told its time", () => {
  expect(new ServerClock(() => 1_000).serverNow()).toBe(1_000);
});

it("believes the shortest round trip", () => {
  const clock = new ServerClock(() => 10_000);
  clock.observe(1_000, 61_050, 1_100);
  expect(clock.offset).toBe(60_000);
  clock.observe(2_000, 63_500, 5_000);
  expect(clock.serverNow()).toBe(70_000);
  clock.observe(6_000, 66_020, 6_020);
  expect(clock.offset).toBe(60_010);
});

it("follows a clock that was set right within eight round trips", () => {
  const clock = new ServerClock(() => 0);
  clock.observe(0, 5, 10);
  for (let n = 0; n < 8; n += 1) clock.observe(0, 90_050, 100);
  expect(clock.offset).toBe(90_000);
});

it("takes whole seconds only for want of better, and nothing that is no time", () => {
  const clock = new ServerClock(() => 0);
  clock.observeSeconds(0, Number.NaN, 10);
  expect(clock.offset).toBe(0);
  clock.observeSeconds(0, 60_000, 0);
  expect(clock.offset).toBe(60_500);
  clock.observe(0, 60_105, 10);
  clock.observeSeconds(0, 61_000, 0);
  clock.observe(20, 1, 10);
  expect(clock.offset).toBe(60_100);
});
