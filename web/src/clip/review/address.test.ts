import { describe, expect, it } from "vitest";
import { filterOf, searchOf } from "./address";
import { FIRST_FILTER, type ReviewFilter } from "./filter";

describe("the address of a review", () => {
  it("CL14 says what is shown, and reads it back", () => {
    const filter: ReviewFilter = { show: "all", people: 30, most: 50, find: "Барон & co", order: "tag" };
    expect(filterOf(searchOf(filter, ""))).toEqual(filter);
    expect(searchOf(FIRST_FILTER, "?show=all&people=3&dock=1")).toBe("?dock=1");
    expect(searchOf(FIRST_FILTER, "")).toBe("");
  });

  it("CL14 shows the first filter for what it cannot ask for", () => {
    const strange = `?show=worst&people=-1&most=7&order=constructor&find=${"a".repeat(300)}`;
    expect(filterOf(strange)).toEqual({ ...FIRST_FILTER, find: "a".repeat(100) });
    expect(filterOf("?people=1e3&most=NaN").people).toBe(1);
    expect(filterOf("?people=9999999999")).toEqual(FIRST_FILTER);
  });
});
