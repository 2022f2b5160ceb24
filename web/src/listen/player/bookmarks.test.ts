import { expect, test, vi } from "vitest";
import { merged } from "./bookmarks";
import { NO_MARKS } from "./shelf";

vi.mock("../../app/client", () => ({ client: {} }));
vi.mock("../../i18n", () => ({ language: () => "en", locale: () => "en", t: () => "" }));

const mark = (id: string, positionMs: number) => ({ id, positionMs, at: 1 });
const told = (id: string, position_ms: number) => ({ id, position_ms, at: 1 });

test("the server's bookmarks are taken, and those that wait here stay", () => {
  const here = { bookmarks: [mark("sent", 3), mark("waits", 2)], unsent: ["waits"], removed: ["gone"] };
  expect(merged(here, [told("other", 1), told("gone", 4), told("sent", 3)])).toEqual([
    mark("other", 1),
    mark("waits", 2),
    mark("sent", 3),
  ]);
});

test("one that another device has removed goes here, too", () => {
  expect(merged({ ...NO_MARKS, bookmarks: [mark("a", 1), mark("b", 2)] }, [told("b", 2)])).toEqual([
    mark("b", 2),
  ]);
});
