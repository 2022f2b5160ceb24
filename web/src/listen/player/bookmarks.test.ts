import { expect, test, vi } from "vitest";
import { marksOf, merged } from "./bookmarks";

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
  expect(merged({ bookmarks: [mark("a", 1), mark("b", 2)] }, [told("b", 2)])).toEqual([mark("b", 2)]);
});

test("bookmarks from before they were sent to a server are all still to be sent", () => {
  expect(marksOf(undefined)).toEqual({ bookmarks: [], unsent: [], removed: [] });
  const nothing = {
    title: undefined,
    artist: undefined,
    durationMs: 0,
    chapters: [],
    parts: [],
    picture: undefined,
  };
  const book = { id: "a", name: "a", ...nothing, bookmarks: [mark("old", 1)] };
  expect(marksOf(book).unsent).toEqual(["old"]);
});
