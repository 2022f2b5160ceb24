import { expect, test, vi } from "vitest";
import { mainHours, weeksOf } from "./charts";
import { monthColumns, offsetOf, stepOf } from "./year-map";

vi.mock("../../i18n", () => ({ language: () => "en", locale: () => "en", t: () => "", count: () => "" }));

function days(first: string, count: number): { date: string; ms: number }[] {
  const begin = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) => ({
    date: new Date(begin + at * 86_400_000).toISOString().slice(0, 10),
    ms: 1,
  }));
}

test("weeks begin on Mondays, and the first and the last one may be shorter", () => {
  const weeks = weeksOf(days("2026-01-31", 11)); // a Saturday
  expect(weeks).toEqual([
    { first: "2026-01-31", last: "2026-02-01", ms: 2 },
    { first: "2026-02-02", last: "2026-02-08", ms: 7 },
    { first: "2026-02-09", last: "2026-02-10", ms: 2 },
  ]);
});

test("the main hours are named as runs, the longest first; a history without any names none", () => {
  const hours = Array.from({ length: 24 }, () => 0);
  expect(mainHours(hours)).toBe("");
  Object.assign(hours, { 8: 40, 12: 1, 22: 50, 23: 60 });
  expect(mainHours(hours)).toBe("22:00–24:00, 8:00–9:00");
});

test("a month's name stands over its first whole week", () => {
  const year = days("2026-01-01", 365); // a Thursday
  expect(offsetOf("2026-01-01")).toBe(3);
  expect(monthColumns(year).slice(0, 3)).toEqual([
    { date: "2026-01-01", column: 1 },
    { date: "2026-02-01", column: 5 },
    { date: "2026-03-01", column: 9 },
  ]);
  expect(monthColumns(year)).toHaveLength(12);
});

test("a day is as dark as its minutes", () => {
  const minutes = [0, 0.9, 1, 19, 20, 40, 79, 80, 500];
  expect(minutes.map((n) => stepOf(n * 60_000))).toEqual([0, 0, 1, 1, 2, 3, 3, 4, 4]);
});
