import { expect, test, vi } from "vitest";
import type { HomeRow } from "./feed";
import { retirement } from "./retention";

vi.stubGlobal("navigator", { language: "en" });

const DAY = 86_400_000;
const row = (kind: string, role: string): HomeRow => ({ kind, role, changed_at: 0 }) as unknown as HomeRow;

test("D42 the owner of a session that nobody uses is told two weeks before, and of a jam never", () => {
  const clip = row("clip", "owner");
  expect(retirement(clip, 25 * DAY, 40)).toBeNull();
  expect(retirement(clip, 27 * DAY, 40)).toContain("unless opened");
  expect(retirement(clip, 400 * DAY, 0)).toBeNull();
  expect(retirement(row("jam", "owner"), 400 * DAY, 40)).toBeNull();
  expect(retirement(row("voice", "viewer"), 400 * DAY, 40)).toBeNull();
});
