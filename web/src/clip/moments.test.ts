import { describe, expect, test } from "vitest";
import { groupMoments, ordered } from "./moments";
import type { Clip } from "./session";
import { clip } from "./test-clips";

const at = (segment: number, offset: number, more: Partial<Clip> = {}): Clip => clip(segment, offset, more);

describe("hot moments", () => {
  test("taps at most five seconds apart are one moment", () => {
    const moments = groupMoments([at(1, 10), at(1, 15), at(1, 20), at(1, 26)]);
    expect(moments.map((moment) => moment.clips.length)).toEqual([3, 1]);
  });

  test("a moment never reaches into the next segment", () => {
    expect(groupMoments([at(1, 10), at(2, 10)])).toHaveLength(2);
  });

  test("a moment keeps its id when an earlier tap arrives late", () => {
    const first = at(1, 12, { created_at: "2026-01-01T20:00:12.000Z" });
    const late = at(1, 10, { created_at: "2026-01-01T20:00:30.000Z" });
    expect(groupMoments([first])[0]?.id).toBe(first.id);
    expect(groupMoments([late, first])[0]?.id).toBe(first.id);
    expect(groupMoments([late, first])[0]?.offsetSeconds).toBe(10);
  });

  test("a moment speaks with the first note that arrived, and is edited there", () => {
    const quiet = at(1, 10, { created_at: "2026-01-01T20:00:10.000Z" });
    const noted = at(1, 12, { created_at: "2026-01-01T20:00:12.000Z", note: "Griffin", submitted_by: "Bo" });
    const [moment] = groupMoments([quiet, noted]);
    expect(moment).toMatchObject({ note: "Griffin", who: "Bo", noted });
  });

  test("without a tag beside the note the commonest tag speaks", () => {
    const [moment] = groupMoments([
      at(1, 1, { tag: "rip" }),
      at(1, 2, { tag: "win" }),
      at(1, 3, { tag: "win" }),
    ]);
    expect(moment?.tag).toBe("rip");
    const [other] = groupMoments([
      at(1, 1),
      at(1, 2, { tag: "win" }),
      at(1, 3, { tag: "rip" }),
      at(1, 4, { tag: "rip" }),
    ]);
    expect(other?.tag).toBe("rip");
  });

  test("a moment is clipped when all its taps are", () => {
    expect(groupMoments([at(1, 1, { clipped: true }), at(1, 2)])[0]?.clipped).toBe(false);
    expect(groupMoments([at(1, 1, { clipped: true }), at(1, 2, { clipped: true })])[0]?.clipped).toBe(true);
  });

  test("the three orders", () => {
    const moments = groupMoments([at(1, 10), at(1, 30), at(1, 31), at(2, 5)]);
    const offsets = (order: "newest" | "time" | "hottest") =>
      ordered(moments, order).map((one) => one.offsetSeconds);
    expect(offsets("time")).toEqual([10, 30, 5]);
    expect(offsets("newest")).toEqual([5, 30, 10]);
    expect(offsets("hottest")).toEqual([30, 10, 5]);
  });
});
