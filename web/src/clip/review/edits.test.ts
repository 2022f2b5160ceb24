import { describe, expect, test } from "vitest";
import { groupMoments } from "../moments/moments";
import { peaksOf } from "../moments/peaks";
import type { Review } from "../session";
import { clip } from "../test-clips";
import { inverse, splitSecond } from "./edits";
import { FIRST_FILTER, shownPeaks } from "./filter";

const NOTHING: Review = {
  video: [],
  around: { before_seconds: 20, after_seconds: 10 },
  breaks: "cut",
  cuts: [],
  spans: [],
  published_at: null,
};

describe("CL12 a streamer's decisions", () => {
  test("a moment is split at its deepest valley", () => {
    const split = (...offsets: number[]) => splitSecond(offsets.map((offset) => clip(1, offset)));
    expect(split(10, 10, 11, 14, 14, 14)).toBe(14);
    expect(split(10, 10, 10, 11, 12, 12, 12)).toBe(11);
    expect(split(10, 10)).toBeUndefined();
  });

  test("what is taken back is as it was", () => {
    const cut = { segment_index: 1, second: 30, begins: true };
    const span = { segment_index: 1, second: 30, in_seconds: 20, out_seconds: 40 };
    expect(inverse({ cuts: [cut], spans: [span], breaks: "counted" }, NOTHING)).toEqual({
      breaks: "cut",
      cuts: [{ ...cut, begins: null }],
      spans: [{ ...span, in_seconds: null, out_seconds: null }],
    });
    const was = { ...NOTHING, cuts: [{ ...cut, begins: false }], spans: [{ ...span, in_seconds: 5 }] };
    expect(inverse({ cuts: [cut], spans: [span] }, was)).toEqual({ cuts: was.cuts, spans: was.spans });
  });
});

describe("CL14 what is shown", () => {
  const taps = [
    clip(1, 10, { person: "a", note: "Griffin one-shot", tag: "win" }),
    clip(1, 11, { person: "b", note: "ONE bolt" }),
    clip(1, 100, { person: "a", tag: "epic" }),
    clip(1, 200, { person: "c", note: "griffin again", clipped: true }),
  ];
  const seconds = (change: Partial<typeof FIRST_FILTER>) =>
    shownPeaks(peaksOf(groupMoments(taps)), { ...FIRST_FILTER, ...change }).map(
      (one) => one.moment.offsetSeconds,
    );

  test.each([
    [{}, [10, 100, 200]],
    [{ most: 1 }, [10]],
    [{ people: 2, show: "all" as const }, [10]],
    [{ show: "clipped" as const }, [200]],
    [{ find: "griffin" }, [10, 200]],
    [{ find: "bolt griffin" }, [10]],
    [{ order: "tag" as const }, [100, 10, 200]],
    [{ order: "time" as const }, [10, 100, 200]],
  ])("with %o", (change, expected) => {
    expect(seconds(change)).toEqual(expected);
  });
});
