import { describe, expect, test } from "vitest";
import { type ClipState, fromSnapshot } from "../state";
import { segment, session } from "../test-clips";
import { beginning, driftAnHour, isAddress, parsedTime, secondsBefore, type VideoPart } from "./video";

const at = (hours: number) => new Date(Date.UTC(2026, 0, 1, 20 + hours)).toISOString();

function state(breaks: "cut" | "counted"): ClipState {
  return fromSnapshot({
    session: session(),
    segments: [segment(1, at(0), at(1)), segment(2, at(2), at(3))],
    clips: [],
    role: "owner",
    viewers: 0,
    heat: 0,
    now: 0,
    next_cursor: null,
    may_mark: true,
    review: {
      video: [],
      around: { before_seconds: 20, after_seconds: 10 },
      breaks,
      cuts: [],
      spans: [],
      published_at: null,
    },
  });
}

describe("D36 where the video begins", () => {
  test.each([
    ["1:38:02", 5882],
    ["12:34", 754],
    ["00:02:12", 132],
    ["90:00", 5400],
    ["1:60:00", undefined],
    ["12:60", undefined],
    ["12", undefined],
    ["", undefined],
  ])("%s", (text, seconds) => expect(parsedTime(text)).toBe(seconds));

  test("a typed beginning is told as it was typed, one that a moment found is not", () => {
    expect(secondsBefore(undefined)).toBe(0);
    expect(secondsBefore({ url: null, points: [beginning(132)] })).toBe(132);
    const found = { segment_index: 2, offset_seconds: 5, video_ms: 9 };
    expect(secondsBefore({ url: null, points: [found] })).toBeUndefined();
  });

  test.each([
    ["cut", 1],
    ["counted", 2],
  ] as const)("two points find the drift, with the breaks %s", (breaks, hours) => {
    const points: VideoPart["points"] = [
      beginning(10),
      { segment_index: 2, offset_seconds: 0, video_ms: 10_000 + hours * 3_600_400 },
    ];
    expect(driftAnHour(state(breaks), { url: null, points })).toBeCloseTo(0.4, 6);
    const wrong: VideoPart["points"] = [beginning(10), { segment_index: 2, offset_seconds: 0, video_ms: 0 }];
    expect(driftAnHour(state(breaks), { url: null, points: wrong })).toBeUndefined();
  });

  test.each([
    ["https://www.twitch.tv/videos/1", true],
    ["javascript:alert(1)", false],
    ["twitch.tv", false],
  ])("%s", (text, good) => expect(isAddress(text)).toBe(good));
});
