import { client } from "../../app/client";
import { type contract, RoomtoneError } from "../../sdk";
import { newId } from "../../sdk/new-id";
import { newBook } from "./bookcase";
import { Clip } from "./clip";
import type { Player } from "./player";
import { type Bookmark, type Marks, NO_MARKS } from "./shelf";
import { Sound } from "./sound";

const RETRY_MS = 5_000;

/** What a device has after it has heard from the server: all of the server's, and its own that are not sent yet. */
export function merged(marks: Marks, server: readonly contract.Bookmark[]): Bookmark[] {
  const { unsent, removed } = marks;
  const own = marks.bookmarks.filter((mark) => unsent.includes(mark.id));
  const known = new Set([...own.map((mark) => mark.id), ...removed]);
  const others = server.filter((mark) => !known.has(mark.id));
  const found = others.map(({ id, position_ms, at }) => ({ id, positionMs: position_ms, at }));
  return [...own, ...found].sort((a, b) => a.positionMs - b.positionMs);
}

/** A bookmark for which there is no room on the server stays on this device. */
function orKeep(error: unknown): void {
  if (!(error instanceof RoomtoneError) || error.code !== "too_large") throw error;
}

/**
 * The bookmarks of the book that is open, and the clips that are heard from them. They are on this device first, and on
 * every other one as soon as there is a connection.
 */
export class Bookmarks {
  readonly #player: Player;
  #clip: Clip | undefined;
  #isSyncing = false;
  #again = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(player: Player) {
    this.#player = player;
  }

  /** By their place. */
  get all(): readonly Bookmark[] {
    return this.#player.book?.bookmarks ?? [];
  }

  async add(): Promise<void> {
    const { book, positionMs } = this.#player;
    if (!book) return;
    const mark: Bookmark = { id: newId(), positionMs: Math.round(positionMs), at: Date.now() };
    const { bookmarks, unsent } = book;
    const all = [...bookmarks, mark].sort((a, b) => a.positionMs - b.positionMs);
    await this.#player.put({ ...book, bookmarks: all, unsent: [...unsent, mark.id] });
    void this.sync();
  }

  async remove(id: string): Promise<void> {
    const { book } = this.#player;
    if (!book) return;
    const { bookmarks, unsent, removed } = book;
    await this.#player.put({
      ...book,
      bookmarks: bookmarks.filter((mark) => mark.id !== id),
      unsent: unsent.filter((one) => one !== id),
      removed: [...removed, id],
    });
    void this.sync();
  }

  /** Sends what the server has not heard of, then reads what it has. One at a time: the last reading is the newest. */
  async sync(): Promise<void> {
    this.#again = true;
    if (this.#isSyncing) return;
    this.#isSyncing = true;
    try {
      while (this.#again) {
        this.#again = false;
        const { book } = this.#player;
        if (book) await this.#syncBook(book.id);
      }
    } catch {
      // There is no server now. A connection that outlives the outage does not say when there is one again.
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => void this.sync(), RETRY_MS);
    } finally {
      this.#isSyncing = false;
    }
  }

  async #syncBook(id: string): Promise<void> {
    const { case: books } = this.#player;
    const path = `/api/listening/books/${id}/bookmarks`;
    const { bookmarks, unsent, removed } = books.get(id) ?? NO_MARKS;
    if (unsent.length > 0) await books.add(id);
    if (!books.library.books.has(id)) return;
    for (const one of removed) {
      await client.request("DELETE", `${path}/${one}`);
      await this.#change(id, (marks) => ({
        ...marks,
        removed: marks.removed.filter((gone) => gone !== one),
      }));
    }
    for (const mark of bookmarks.filter((one) => unsent.includes(one.id))) {
      const body = { position_ms: mark.positionMs, at: mark.at };
      await client.request("PUT", `${path}/${mark.id}`, { body, idempotent: true }).catch(orKeep);
      await this.#change(id, (marks) => ({
        ...marks,
        unsent: marks.unsent.filter((sent) => sent !== mark.id),
      }));
    }
    const { items } = await client.request<contract.BookmarkPage>("GET", path);
    await this.#change(id, (marks) => ({ ...marks, bookmarks: merged(marks, items) }));
  }

  /** Of the book as it is now: its user may have set a bookmark meanwhile. */
  async #change(id: string, change: (marks: Marks) => Marks): Promise<void> {
    const book = this.#player.case.get(id);
    if (book) await this.#player.put({ ...book, ...change(book) });
  }

  /** Whether the clip of a bookmark plays. */
  plays(mark: Bookmark): boolean {
    return this.#clip?.markId === mark.id;
  }

  /** Plays half a minute from a bookmark, which is no listening: the history does not hear of it (I2). */
  async hear(mark: Bookmark): Promise<void> {
    const player = this.#player;
    const { book } = player;
    const wasPlaying = this.plays(mark);
    this.stop();
    if (!book || wasPlaying) return;
    const sources = await player.case.sources(book);
    if (typeof sources === "string") return player.fail(sources);
    player.pause();
    const sound = new Sound(sources, player.lengths(book), mark.positionMs);
    this.#clip = new Clip(sound, mark.id, newBook(book, player.case.titleOf(book.id)), () => {
      this.#clip = undefined;
      player.changed();
    });
    await this.#clip.play();
    player.changed();
  }

  stop(): void {
    this.#clip?.close();
  }
}
