import type { contract, EventOf, RoomtoneClient, SnapshotOf, Subscription } from "../sdk";

/** A player that was not heard for this long is gone. */
const GONE_MS = 15_000;

interface Heard {
  readonly player: contract.Player;
  /** When it was heard, on this page's own clock. */
  readonly at: number;
}

export interface FeedHandlers {
  readonly onSnapshot: (snapshot: SnapshotOf<"listening">) => void;
  readonly onEvent: (event: EventOf<"listening">) => void;
  /** There is no server now; the feed begins by itself when it is back. */
  readonly onOffline?: (error: unknown) => void;
}

/** The live feed of the user's history, and who plays now. */
export class HistoryFeed {
  readonly #client: RoomtoneClient;
  readonly #handlers: FeedHandlers;
  readonly #players = new Map<string, Heard>();
  #subscription: Subscription | undefined;
  #closed = false;

  constructor(client: RoomtoneClient, handlers: FeedHandlers) {
    this.#client = client;
    this.#handlers = handlers;
  }

  get closed(): boolean {
    return this.#closed;
  }

  async open(): Promise<void> {
    const client = this.#client;
    try {
      await client.ensureUser();
      const { id } = await client.request("PUT", "/api/listening");
      if (this.#closed) return;
      this.#subscription?.close();
      this.#subscription = client.subscribe<"listening">(id, {
        onSnapshot: (snapshot) => {
          this.#players.clear();
          for (const player of snapshot.players) this.#hear(player, snapshot.now - player.at);
          this.#handlers.onSnapshot(snapshot);
        },
        onEvent: (event) => {
          if (event.type === "entries_changed" && event.data.player) this.#hear(event.data.player);
          this.#handlers.onEvent(event);
        },
      });
    } catch (error) {
      this.#handlers.onOffline?.(error);
      client.connection.open(); // so that the badge says what is the matter, and the return is heard
      client.connection.addEventListener("online", () => this.#closed || void this.open(), { once: true });
    }
  }

  close(): void {
    this.#closed = true;
    this.#subscription?.close();
  }

  /** A player that plays a book now, and how many ms ago it was heard. */
  playing(
    bookId: string,
    counts: (player: contract.Player) => boolean = () => true,
  ): { readonly player: contract.Player; readonly ago: number } | undefined {
    for (const { player, at } of this.#players.values()) {
      const ago = performance.now() - at;
      const plays = player.status === "playing" && player.book_id === bookId;
      if (plays && ago < GONE_MS && counts(player)) return { player, ago };
    }
    return undefined;
  }

  #hear(player: contract.Player, agoMs = 0): void {
    this.#players.set(player.id, { player, at: performance.now() - agoMs });
  }
}
