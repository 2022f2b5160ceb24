import { expect, test } from "vitest";
import { byDay, heard, overlapping } from "./days";
import type { Entry } from "./store";

function entry(id: string, from: Date, minutes: number, book = id): Entry {
  const started_at = from.getTime();
  const row = { book_name: book, book_title: null, artist: null, artwork_url: null, hidden: false };
  return { id, book_id: book, ...row, started_at, ended_at: started_at + minutes * 60_000 };
}

test("LI3 an entry over midnight is listed on its first day and counts on both", () => {
  const late = entry("2", new Date(2026, 0, 1, 23, 50), 30);
  const early = entry("1", new Date(2026, 0, 1, 10), 5);
  const next = entry("3", new Date(2026, 0, 2, 12), 1);
  const days = byDay([next, late, early]);
  expect(days.map((day) => [day.day, day.entries.map((one) => one.id), day.ms / 60_000])).toEqual([
    ["2026-01-02", ["3"], 21],
    ["2026-01-01", ["2", "1"], 15],
  ]);
});

test("LI3 what two devices heard at once counts once, and is marked", () => {
  const a = entry("a", new Date(2026, 0, 1, 10), 10);
  const b = entry("b", new Date(2026, 0, 1, 10, 5), 10);
  const c = entry("c", new Date(2026, 0, 1, 10, 15), 1);
  expect(heard([a, b, c], 0, Number.MAX_SAFE_INTEGER) / 60_000).toBe(16);
  expect([...overlapping([a, b, c])].sort()).toEqual(["a", "b"]);
});
