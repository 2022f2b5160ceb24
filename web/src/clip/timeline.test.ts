import { describe, expect, test } from "vitest";
import { bars, heatCounts, partsFor } from "./heat";
import { clip, segment } from "./test-clips";
import { clockSeconds, hms, streamSeconds, stretches, vodSeconds } from "./timeline";

const first = segment(1, "2026-01-01T20:02:00.000Z", "2026-01-01T21:06:10.000Z");
const second = segment(2, "2026-01-01T21:14:10.000Z", null);
const now = Date.parse("2026-01-01T21:56:32.900Z");

describe("the timeline", () => {
  test("C21 offsets read HH:MM:SS, beyond a day as well", () => {
    expect(hms(0)).toBe("00:00:00");
    expect(hms(4354.9)).toBe("01:12:34");
    expect(hms(-3)).toBe("00:00:00");
    expect(hms(360_000)).toBe("100:00:00");
  });

  test("C9 the clock counts from the current segment's start and stands once it is closed", () => {
    expect(clockSeconds([], now)).toBe(0);
    expect(hms(clockSeconds([first, second], now))).toBe("00:42:22");
    expect(hms(clockSeconds([first], now))).toBe("01:04:10");
  });

  test("the position in a video without breaks adds the earlier segments", () => {
    expect(hms(vodSeconds([first, second], 2, clockSeconds([first, second], now)))).toBe("01:46:32");
    expect(vodSeconds([first, second], 1, 30)).toBe(30);
  });

  test("time on air counts the breaks", () => {
    expect(hms(streamSeconds([first, second], now))).toBe("01:54:32");
  });

  test("segments and breaks follow each other; a pause grows", () => {
    expect(stretches([first, second], now, false).map((one) => one.kind)).toEqual([
      "segment",
      "break",
      "segment",
    ]);
    const paused = stretches([first], now, true);
    expect(paused.map((one) => one.kind)).toEqual(["segment", "break"]);
    expect(paused[1]?.end).toBe(now);
  });
});

describe("heat", () => {
  test("taps fall into equal parts; the last second belongs to the last part", () => {
    expect(heatCounts([clip(1, 0), clip(1, 99), clip(1, 100)], 100, 4)).toEqual([1, 0, 0, 2]);
    expect(heatCounts([clip(1, 0)], 0, 3)).toEqual([1, 0, 0]);
  });

  test("a bar is hot from two taps and half of the highest on", () => {
    expect(bars([1, 0, 0, 3, 6, 3, 0, 0]).map((bar) => bar.hot)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(bars([1, 0, 1]).some((bar) => bar.hot)).toBe(false);
    expect(bars([])).toEqual([]);
  });

  test("every strip has bars enough to be read", () => {
    expect(partsFor(0.01, 90)).toBe(6);
    expect(partsFor(0.5, 90)).toBe(45);
    expect(partsFor(2, 90)).toBe(90);
  });
});
