import { describe, expect, test } from "vitest";
import { clip } from "../test-clips";
import { groupMoments } from "./moments";
import { best, peaksOf, shownHeat } from "./peaks";
import cases from "./peaks.cases.json";

describe("CL10 people and heat are those of the server", () => {
  test.each(cases.peaks)("$name", ({ taps, peaks, at_least, best: chosen }) => {
    const clips = (taps as [number, string][]).map(([offset, person]) => clip(1, offset, { person }));
    const found = peaksOf(groupMoments(clips));
    expect(found.map((one) => [one.moment.offsetSeconds, one.people, shownHeat(one.heat)])).toEqual(peaks);
    expect(best(found, at_least, 5).map((one) => one.moment.offsetSeconds)).toEqual(chosen);
  });
});

describe("CL12 moments are split and put together as on the server", () => {
  test.each(cases.by_hand)("$name", ({ offsets, cuts, moments }) => {
    const clips = offsets.map((offset) => clip(1, offset));
    const own = new Map((cuts as [number, boolean][]).map(([second, begin]) => [`1:${second}`, begin]));
    const shown = groupMoments(clips, own).map((one) => [
      one.first.offset_seconds,
      one.last.offset_seconds,
      one.byHand,
    ]);
    expect(shown).toEqual(moments);
  });
});
