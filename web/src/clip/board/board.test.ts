import { describe, expect, it } from "vitest";
import type { Clip } from "../session";
import { cardsOf } from "./cards";
import { boardAddress, FIRST_OPTIONS, optionsOf } from "./options";

/** A tap at a second of the segment, which arrived at that second of 1970. */
function tap(second: number): Clip {
  const at = new Date(second * 1000).toISOString();
  return { id: String(second), segment_index: 1, offset_seconds: second, created_at: at } as unknown as Clip;
}

const optionsIn = (search: string) => {
  const given = new URLSearchParams(search);
  return optionsOf((name) => given.get(name));
};

describe("the board", () => {
  it("CL18 shows the newest moments, and hides each so many seconds after its last tap", () => {
    const clips = [10, 30, 50, 70].map(tap);
    const shown = (count: number, hideAfter: number, now: number) =>
      cardsOf(clips, { count, hideAfter }, now * 1000).flatMap(({ moment, age, isShown }) =>
        isShown ? [[moment.offsetSeconds, age]] : [],
      );
    expect(shown(3, 0, 9999)).toEqual([
      [30, 2],
      [50, 1],
      [70, 0],
    ]);
    expect(shown(3, 25, 80)).toEqual([[70, 0]]);
    expect(shown(1, 20, 89)).toEqual([[70, 0]]);
    expect(shown(1, 20, 90)).toEqual([]);
  });

  it("CL18 D41 has the key behind the # of its address, and takes no option that is none", () => {
    const options = { ...FIRST_OPTIONS, count: 5, hideAfter: 60, corner: "top-left", notes: true } as const;
    const address = new URL(boardAddress("https://rooms.example", "an-id", "rtk_1", options));
    expect(address.hash).toBe("#rtk_1");
    expect(address.search).not.toContain("rtk_");
    expect(optionsIn(address.search)).toEqual(options);
    expect(optionsIn("count=0&hide-after=99999&corner=evil&size=9&language=xx")).toEqual({
      ...FIRST_OPTIONS,
      count: 1,
      hideAfter: 3600,
    });
    expect(optionsIn("count=-1&hide-after=1e9&count=")).toEqual(FIRST_OPTIONS);
  });
});
