import { client } from "../app/client";
import { t } from "../i18n";
import type { contract, EventOf, Subscription } from "../sdk";
import { cachedHome, keepHome } from "./cache";
import { WORDS } from "./words";

export type HomeRow = contract.HomeRow;

const CACHED = 60;

export function titleOf(row: HomeRow): string {
  return row.title || t(WORDS.untitled);
}

/** Their copies on this device go, too. */
async function forget(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { forgetCopy } = await import("../app/copies");
  await Promise.all(ids.map(forgetCopy));
}

/**
 * The rows of this user's home: one subscription of the whole page, which every list and notice reads. Fires `rows`
 * after each change; a request that came while the page was open is one of the rows.
 */
class HomeFeed extends EventTarget {
  readonly rows = new Map<string, HomeRow>();
  /** Whether the rows are the server's; before that they are what this browser showed last. */
  loaded = false;
  /** Unix ms of rows that are an old answer. */
  asOf: number | undefined;
  #user = "";
  #isFollowing = false;
  #subscription: Subscription | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    client.addEventListener("user", () => {
      if (this.#isFollowing && client.user && client.user.id !== this.#user) void this.#open();
    });
  }

  /** Begins to follow, once; makes a guest when there is no user yet. */
  follow(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    this.#recall();
    void this.#open();
  }

  async #open(): Promise<void> {
    try {
      const { id: user } = await client.ensureUser();
      this.#user = user;
      const { id } = await client.request("PUT", "/api/home");
      if (this.#user !== user) return;
      this.#subscription?.close();
      this.#subscription = client.subscribe<"home">(id, {
        onSnapshot: (snapshot) => this.#begin(snapshot.rows),
        onEvent: (event) => this.#receive(event),
      });
    } catch {
      client.connection.open(); // so that the badge says what is the matter, and the return is heard
      client.connection.addEventListener("online", () => void this.#open(), { once: true });
    }
  }

  #begin(rows: readonly HomeRow[]): void {
    const before = [...this.rows.keys()];
    this.rows.clear();
    for (const row of rows) this.rows.set(row.id, row);
    void forget(before.filter((id) => !this.rows.has(id)));
    this.loaded = true;
    this.asOf = undefined;
    this.#changed();
  }

  #receive(event: EventOf<"home">): void {
    if (event.type === "row_changed") this.rows.set(event.data.row.id, event.data.row);
    else if (event.type === "row_removed") {
      this.rows.delete(event.data.id);
      void forget([event.data.id]); // removed from it, deleted, or left
    }
    this.#changed();
  }

  #changed(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#keep(), 500);
    this.dispatchEvent(new Event("rows"));
  }

  #keep(): void {
    const rows = [...this.rows.values()].sort((a, b) => b.changed_at - a.changed_at).slice(0, CACHED);
    keepHome({ user: this.#user, at: Date.now(), rows });
  }

  #recall(): void {
    const kept = cachedHome();
    if (!kept || client.userId !== kept.user) return;
    for (const row of kept.rows) this.rows.set(row.id, row);
    this.asOf = kept.at;
  }
}

export const homeFeed = new HomeFeed();
