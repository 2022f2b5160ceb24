import type { contract, EventOf, RoomtoneClient } from "../../sdk";
import { HistoryFeed } from "../feed";

export type Entry = contract.Entry;

const PAGE = 100;
/** A change of more entries is a part of an import: then the list is read again, at most once in these ms. */
const MANY = 5;
const READ_AGAIN_MS = 1000;

export interface Filter {
  readonly q: string;
  readonly book: { readonly id: string; readonly title: string } | undefined;
}

/** Latest first. Entries that began together: the one that was made later comes first, as the server has it. */
function latestFirst(a: Entry, b: Entry): number {
  return b.started_at - a.started_at || (a.id < b.id ? 1 : -1);
}

/** The user's history: loaded by pages, then live from every device. `changed` is called after each change. */
export class HistoryStore {
  entries: readonly Entry[] = [];
  cursor: string | null = null;
  /** All entries of the history, also those that are not loaded. */
  count = 0;
  loaded = false;
  /** How many entries to read at first, where the Back key leads to a long list. */
  wanted = 0;
  error: unknown;
  /** Unix ms of what is shown when it is an old answer. */
  asOf: number | undefined;
  filter: Filter = { q: "", book: undefined };
  readonly #client: RoomtoneClient;
  readonly #changed: (what: "entries" | "player") => void;
  readonly #kept: boolean;
  readonly #live: HistoryFeed;
  /** What came while a page was on its way: it may be older than the event. */
  #meanwhile: EventOf<"listening">[] | undefined;
  #turn = 0;
  #readingSoon: ReturnType<typeof setTimeout> | undefined;

  /** `kept`: this browser keeps what was seen last, for times without a server. */
  constructor(
    client: RoomtoneClient,
    changed: (what: "entries" | "player") => void,
    { kept }: { readonly kept: boolean },
  ) {
    this.#client = client;
    this.#changed = changed;
    this.#kept = kept;
    this.#live = new HistoryFeed(client, {
      onSnapshot: () => void this.reload(),
      onEvent: (event) => this.#receive(event),
      onOffline: (error) => this.#recall(error),
    });
  }

  open(): Promise<void> {
    return this.#live.open();
  }

  close(): void {
    clearTimeout(this.#readingSoon);
    this.#live.close();
  }

  /** Fresh from the server, with as many entries as are shown. */
  async reload(): Promise<void> {
    const turn = ++this.#turn;
    this.#meanwhile = [];
    try {
      let page = await this.#page("");
      const items = [...page.items];
      const wanted = this.loaded ? this.entries.length : this.wanted;
      while (page.next_cursor && items.length < wanted && wanted > PAGE) {
        page = await this.#page(page.next_cursor);
        items.push(...page.items);
      }
      if (turn !== this.#turn || this.#live.closed) return;
      this.entries = items;
      this.cursor = page.next_cursor;
      this.error = undefined;
      this.asOf = undefined;
      this.loaded = true;
      for (const event of this.#meanwhile ?? []) this.#apply(event);
      this.#keep();
    } catch (error) {
      if (turn !== this.#turn || this.#live.closed) return;
      this.#recall(error);
    }
    this.#meanwhile = undefined;
    this.#changed("entries");
  }

  /** The next page. When the list was read anew meanwhile, as an import makes it, what follows that one. */
  async more(): Promise<void> {
    const { filter } = this;
    while (this.cursor && filter === this.filter) {
      const [turn, cursor] = [this.#turn, this.cursor];
      const page = await this.#page(cursor);
      if (turn !== this.#turn || cursor !== this.cursor) continue;
      const known = new Set(this.entries.map((entry) => entry.id));
      this.entries = [...this.entries, ...page.items.filter((entry) => !known.has(entry.id))];
      this.cursor = page.next_cursor;
      this.#changed("entries");
      return;
    }
  }

  async show(filter: Partial<Filter>): Promise<void> {
    this.filter = { ...this.filter, ...filter };
    await this.reload();
  }

  /** How long ago an entry's player was heard while it plays this entry; undefined when nobody plays it. */
  playingFor(entry: Entry): number | undefined {
    const latest = this.entries.find((one) => one.book_id === entry.book_id);
    if (latest !== entry) return undefined;
    return this.#live.playing(entry.book_id)?.ago;
  }

  get isPlaying(): boolean {
    return this.entries.some((entry) => this.playingFor(entry) !== undefined);
  }

  #page(cursor: string): Promise<contract.EntryPage> {
    const { q, book } = this.filter;
    return this.#client.request<contract.EntryPage>("GET", "/api/listening/sessions", {
      query: { cursor: cursor || undefined, limit: PAGE, q: q || undefined, book_id: book?.id },
    });
  }

  /** An import of thousands would otherwise be shown row by row. */
  #readSoon(): void {
    this.#readingSoon ??= setTimeout(() => {
      this.#readingSoon = undefined;
      void this.reload();
    }, READ_AGAIN_MS);
  }

  #receive(event: EventOf<"listening">): void {
    if (event.type === "entries_changed" && event.data.entries.length > MANY) {
      this.count = event.data.count;
      this.#readSoon();
      return;
    }
    this.#meanwhile?.push(event);
    this.#apply(event);
    const beats = event.type === "entries_changed" && event.data.player?.status === "playing";
    this.#changed(beats ? "player" : "entries");
  }

  #apply(event: EventOf<"listening">): void {
    if (event.type === "cleared") {
      this.entries = [];
      this.cursor = null;
      this.count = 0;
    } else if (event.type === "book_changed") {
      const { id, title, name, artist, artwork_url, hidden } = event.data.book;
      const own = { book_title: title, book_name: name, artist, artwork_url, hidden };
      this.entries = this.entries.map((entry) => (entry.book_id === id ? { ...entry, ...own } : entry));
    } else if (event.type === "entries_changed") {
      const { entries, removed, count } = event.data;
      const gone = new Set([...removed, ...entries.map((entry) => entry.id)]);
      const oldest = this.cursor ? (this.entries.at(-1)?.started_at ?? 0) : 0;
      const come = entries.filter((entry) => this.#fits(entry) && entry.started_at >= oldest);
      this.entries = [...this.entries.filter((entry) => !gone.has(entry.id)), ...come].sort(latestFirst);
      this.count = count;
    }
  }

  #fits(entry: Entry): boolean {
    const { q, book } = this.filter;
    if (book && entry.book_id !== book.id) return false;
    const searched = [entry.book_title, entry.artist, entry.book_name]
      .filter(Boolean)
      .join(" ")
      .toLowerCase();
    return searched.includes(q.toLowerCase());
  }

  get #cacheKey(): string {
    return `roomtone:listening:${this.#client.user?.id ?? ""}`;
  }

  #keep(): void {
    if (!this.#kept || this.filter.q || this.filter.book) return;
    try {
      const kept = { at: Date.now(), entries: this.entries.slice(0, PAGE) };
      localStorage.setItem(this.#cacheKey, JSON.stringify(kept));
    } catch {
      // without a storage there is no list offline
    }
  }

  /** There is no answer now: what this browser saw last, or the error. */
  #recall(error: unknown): void {
    if (this.loaded) return;
    try {
      const kept = this.#kept && JSON.parse(localStorage.getItem(this.#cacheKey) ?? "null");
      if (kept && Array.isArray(kept.entries)) {
        this.entries = kept.entries;
        this.asOf = kept.at;
        this.loaded = true;
      }
    } catch {
      // a broken cache is none
    }
    if (!this.loaded) this.error = error;
    this.#changed("entries");
  }
}
