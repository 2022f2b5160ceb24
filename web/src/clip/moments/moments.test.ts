import { describe, expect, test } from "vitest";
import type { Clip, Tag } from "../session";
import { clip } from "../test-clips";
import { hms } from "../timeline";
import { groupMoments, ordered } from "./moments";
import cases from "./moments.cases.json";

const at = (segment: number, offset: number, more: Partial<Clip> = {}): Clip => clip(segment, offset, more);

describe("CL3 moments are those of the server", () => {
  test.each(cases.cuts)("$name", ({ offsets, moments }) => {
    const shown = groupMoments(offsets.map((offset) => at(1, offset))).map((moment) => [
      moment.clips[0]?.offset_seconds,
      moment.clips.at(-1)?.offset_seconds,
      moment.clips.length,
      moment.offsetSeconds,
    ]);
    expect(shown).toEqual(moments);
  });

  test.each(cases.words)("$name", ({ taps, moments }) => {
    const clips = (taps as Partial<Record<string, unknown>>[]).map((tap, number) =>
      at(tap.segment as number, tap.offset as number, {
        note: (tap.note as string) ?? null,
        tag: (tap.tag as Tag) ?? null,
        submitted_by: (tap.by as string) ?? null,
        clipped: (tap.clipped as boolean) ?? false,
        note_edited: (tap.edited as boolean) ?? false,
        created_at: new Date(((tap.arrived as number) ?? number) * 1000).toISOString(),
      }),
    );
    const shown = groupMoments(clips).map(({ segmentIndex, clips: own, note, tag, names, clipped }) => ({
      segment: segmentIndex,
      taps: own.length,
      note,
      tag,
      names,
      clipped,
    }));
    expect(shown).toEqual(moments);
  });
});

describe("moments", () => {
  test("a moment keeps its id when an earlier tap arrives late", () => {
    const first = at(1, 12, { created_at: "2026-01-01T20:00:12.000Z" });
    const late = at(1, 10, { created_at: "2026-01-01T20:00:30.000Z" });
    expect(groupMoments([first])[0]?.id).toBe(first.id);
    expect(groupMoments([late, first])[0]?.id).toBe(first.id);
  });

  test("an edit goes to the tap that names the moment", () => {
    const quiet = at(1, 10);
    const noted = at(1, 12, { note: "Griffin", submitted_by: "Bo" });
    expect(groupMoments([quiet, noted])[0]).toMatchObject({ note: "Griffin", noted });
  });

  test("the time of a moment is its peak's", () => {
    expect(groupMoments([at(1, 10), at(1, 12), at(1, 12)])[0]).toMatchObject({
      offsetSeconds: 12,
      offsetHms: hms(12),
    });
  });

  test("a list that has not changed is counted once", () => {
    const clips = [at(1, 10)];
    expect(groupMoments(clips)).toBe(groupMoments(clips));
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
