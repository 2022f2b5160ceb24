import { expect, test, vi } from "vitest";
import type { Book } from "./library";
import { MOST_BOOKS, NO_MARKS, type ShelfBook } from "./shelf";

vi.mock("../../app/client", () => ({
  client: { ensureUser: () => new Promise(() => {}), request: () => Promise.reject(new Error("offline")) },
}));
vi.mock("../../i18n", () => ({ language: () => "en", locale: () => "en", t: () => "" }));
const { Bookcase } = await import("./bookcase");

function opened(id: string): ShelfBook {
  const unsaid = { title: undefined, artist: undefined, picture: undefined };
  return { id, name: id, durationMs: 1, chapters: [], parts: [], ...unsaid, ...NO_MARKS };
}

function known(id: string, added_at: number, heardAt?: number): Book {
  const place = heardAt ? { position_ms: 1, at: heardAt, player_id: "p", device: "d" } : null;
  return { id, name: id, added_at, place } as unknown as Book;
}

test("LI20 what the server does not know never makes room, and what was just added is not the first to go", async () => {
  const bookcase = new Bookcase();
  const isHere = (id: string) => bookcase.items.some((item) => item.id === id);
  for (let n = 0; n < MOST_BOOKS; n++) await bookcase.put(opened(`offline ${n}`));
  await bookcase.put(opened("heard"));
  await bookcase.put(opened("added"));
  await bookcase.put(opened("new"));
  expect(bookcase.items).toHaveLength(MOST_BOOKS + 3);

  bookcase.library.take(known("heard", 1, 2));
  bookcase.library.take(known("added", 10));
  bookcase.library.take(known("offline 7", 4, 5));
  bookcase.library.take(known("offline 8", 1, 6));
  await bookcase.put(opened("new"));
  bookcase.library.books.clear();
  expect(["heard", "added", "offline 7", "offline 8", "new"].map(isHere)).toEqual([
    false,
    true,
    false,
    false,
    true,
  ]);
  expect(bookcase.items).toHaveLength(MOST_BOOKS);
});
