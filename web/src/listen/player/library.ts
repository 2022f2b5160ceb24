import { client } from "../../app/client";
import type { contract, EventOf, Subscription } from "../../sdk";
import { isOwnPlayer } from "./device";

export type Book = contract.Book;

/** A player that was not heard for this long is gone. */
const GONE_MS = 15_000;

interface Heard {
  readonly player: contract.Player;
  /** When it was heard, on this page's own clock. */
  readonly at: number;
}

/** The user's books on the server, with where each was left, live from every device. Fires `change`. */
export class Library extends EventTarget {
  readonly books = new Map<string, Book>();
  /** Whether the server has answered. */
  loaded = false;
  readonly #players = new Map<string, Heard>();
  #subscription: Subscription | undefined;
  #closed = false;

  async open(): Promise<void> {
    try {
      await client.ensureUser();
      const { id } = await client.request("PUT", "/api/listening");
      if (this.#closed) return;
      this.#subscription = client.subscribe<"listening">(id, {
        onSnapshot: (snapshot) => {
          this.#players.clear();
          for (const player of snapshot.players) this.#hear(player, snapshot.now - player.at);
          void this.#read();
        },
        onEvent: (event) => this.#receive(event),
      });
    } catch {
      // What is on this device can be heard without a server. The rest comes with the connection.
      client.connection.open();
      client.connection.addEventListener("online", () => this.#closed || void this.open(), { once: true });
    }
  }

  close(): void {
    this.#closed = true;
    this.#subscription?.close();
  }

  /** Another device that plays a book now. */
  playingElsewhere(bookId: string): contract.Player | undefined {
    for (const { player, at } of this.#players.values()) {
      const plays = player.status === "playing" && player.book_id === bookId;
      if (plays && !isOwnPlayer(player.id) && performance.now() - at < GONE_MS) return player;
    }
    return undefined;
  }

  take(book: Book): void {
    this.books.set(book.id, book);
    this.#changed();
  }

  async #read(): Promise<void> {
    try {
      let cursor: string | null | undefined;
      do {
        const page = await client.request<contract.BookPage>("GET", "/api/listening/books", {
          query: { cursor: cursor || undefined },
        });
        for (const book of page.items) this.books.set(book.id, book);
        cursor = page.next_cursor;
      } while (cursor && !this.#closed);
      this.loaded = true;
    } catch {
      // the next snapshot reads again
    }
    this.#changed();
  }

  #receive(event: EventOf<"listening">): void {
    if (event.type === "book_changed") this.books.set(event.data.book.id, event.data.book);
    else if (event.type === "cleared" && event.data.books) this.books.clear();
    else if (event.type === "entries_changed" && event.data.player) this.#hear(event.data.player);
    this.#changed();
  }

  #hear(player: contract.Player, agoMs = 0): void {
    this.#players.set(player.id, { player, at: performance.now() - agoMs });
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
