import { expect, test, vi } from "vitest";
import { rangeOf } from "./period";

vi.mock("../../app/client", () => ({ client: {} }));
vi.mock("../../i18n", () => ({ language: () => "en", locale: () => "en", t: () => "", count: () => "" }));

test("a period ends today, or that many periods earlier", () => {
  const now = new Date(2026, 2, 1, 12);
  expect(rangeOf("week", 0, now)).toEqual({ first: "2026-02-23", last: "2026-03-01" });
  expect(rangeOf("fortnight", 1, now)).toEqual({ first: "2026-02-02", last: "2026-02-15" });
  expect(rangeOf("month", 0, now)).toEqual({ first: "2026-01-31", last: "2026-03-01" });
  expect(rangeOf("year", 2, now)).toEqual({ first: "2024-01-01", last: "2024-12-31" });
});
