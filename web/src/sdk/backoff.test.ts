import { expect, it } from "vitest";
import { backoffMs } from "./backoff";

const range = { baseMs: 1_000, capMs: 20_000 };

it("draws from 0 to a ceiling that doubles up to the cap", () => {
  expect([0, 1, 2, 4, 5, 50].map((attempt) => backoffMs(attempt, 1, range))).toEqual([
    1_000, 2_000, 4_000, 16_000, 20_000, 20_000,
  ]);
  expect(backoffMs(7, 0, range)).toBe(0);
  expect(backoffMs(2, 0.25, range)).toBe(1_000);
});
