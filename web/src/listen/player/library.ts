import { client } from "../../app/client";
import type { contract, EventOf } from "../../sdk";
import { HistoryFeed } from "../feed";
import { isOwnPlayer } from "./device";

export type Book = contract.Book;

/**
 * The user's books on the server, with where each was left, live from every device. Fires `change`, and `bookmarks` when
 * those of some book may be others now.
 */
export class Library extends EventTarget {
  readonly books = new Map<string, Book>();
  readonly #live = new HistoryFeed(client, {
    onSnapshot: ({ players }) => void this.#read(players),
    onEvent: (event) => this.#receive(event),
  });
  /** What came while the books were on their way: it may be newer than they are. */
  #meanwhile: EventOf<"listening">[] | undefined;
  #turn = 0;

  open(): Promise<void> {
    return this.#live.open();
  }

  /** Another device that plays a book now. */
  playingElsewhere(bookId: string): contract.Player | undefined {
    return this.#live.playing(bookId, (player) => !isOwnPlayer(player.id))?.player;
  }

  take(book: Book): void {
    this.books.set(book.id, book);
    this.#changed();
  }

  /** Reads every book anew: one that is gone on the server goes here, too. */
  async #read(players: readonly contract.Player[]): Promise<void> {
    const turn = ++this.#turn;
    this.#meanwhile = [];
    const found: Book[] = [];
    try {
      let cursor: string | null | undefined;
      do {
        const page = await client.request<contract.BookPage>("GET", "/api/listening/books", {
          query: { cursor: cursor || undefined },
        });
        found.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor && turn === this.#turn);
    } catch {
      if (turn === this.#turn) this.#meanwhile = undefined;
      return; // the next snapshot reads again
    }
    if (turn !== this.#turn) return;
    this.books.clear();
    for (const book of found) this.books.set(book.id, book);
    for (const player of players) this.#hear(player);
    for (const event of this.#meanwhile) this.#apply(event);
    this.#meanwhile = undefined;
    this.#changed();
    this.dispatchEvent(new Event("bookmarks"));
  }

  #receive(event: EventOf<"listening">): void {
    this.#meanwhile?.push(event);
    this.#apply(event);
    this.#changed();
    if (event.type === "bookmark_changed") this.dispatchEvent(new Event("bookmarks"));
  }

  #apply(event: EventOf<"listening">): void {
    if (event.type === "book_changed") this.books.set(event.data.book.id, event.data.book);
    else if (event.type === "cleared" && event.data.books) this.books.clear();
    else if (event.type === "entries_changed" && event.data.player) this.#hear(event.data.player);
  }

  /** A player says where its book is. */
  #hear(player: contract.Player): void {
    const book = this.books.get(player.book_id);
    if (!book || player.position_ms === null || (book.place && book.place.at > player.at)) return;
    const place = {
      position_ms: player.position_ms,
      at: player.at,
      player_id: player.id,
      device: player.device,
    };
    this.books.set(book.id, { ...book, place });
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
