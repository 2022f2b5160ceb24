import { expect, test, vi } from "vitest";
import { dayOf, daysLater, formatTime, hoursAndMinutes, metaLine } from "./time";

vi.mock("../i18n", () => ({ language: () => "en", locale: () => "en-US" }));

test("I17 a duration is minutes and seconds, with hours when there are any, and never negative", () => {
  const cases: [number, string][] = [
    [-5, "0:00"],
    [999, "0:00"],
    [59_999, "0:59"],
    [2_700_000, "45:00"],
    [3_599_999, "59:59"],
    [3_600_000, "1:00:00"],
    [90_061_000, "25:01:01"],
  ];
  for (const [ms, text] of cases) expect(formatTime(ms)).toBe(text);
});

test("I16 the meta line is the documented one, letter by letter", () => {
  expect(metaLine(Date.UTC(2026, 0, 28, 15, 15), 2_700_000, "UTC")).toBe("Jan 28 at 3:15 PM · 45:00");
  expect(metaLine(Date.UTC(2026, 0, 28, 8, 2), 1_634_000, "UTC")).toBe("Jan 28 at 8:02 AM · 27:14");
});

test("hours and minutes are whole", () => {
  expect([0, 59_999, 3_600_000, 43_080_000].map(hoursAndMinutes)).toEqual([
    "0 min",
    "0 min",
    "1 h 0 min",
    "11 h 58 min",
  ]);
});

test("days follow the calendar, also over months", () => {
  expect(daysLater("2026-02-28", 1)).toBe("2026-03-01");
  expect(daysLater("2026-01-01", -1)).toBe("2025-12-31");
  expect(dayOf(new Date(2026, 0, 28, 23, 59))).toBe("2026-01-28");
});
