import type { RoomtoneClient } from "../../sdk";

/** A book's address for its uploaded picture; pictures of other servers are shown from there. */
const UPLOADED = "/api/listening/";
const AT_ONCE = 4;

/**
 * The uploaded pictures of a listener's books, on a page of another site. They are their listener's alone, and an `<img>`
 * sends no token there: so they are fetched with it, once each, and shown from the memory of the page.
 */
export class Pictures {
  readonly #client: RoomtoneClient;
  readonly #come: () => void;
  readonly #stop = new AbortController();
  /** Address of a picture, and where it is shown from; undefined while it is on its way, null when it cannot be had. */
  readonly #known = new Map<string, string | null | undefined>();
  readonly #waiting: string[] = [];
  #running = 0;

  /** `come` is called when there is another picture. */
  constructor(client: RoomtoneClient, come: () => void) {
    this.#client = client;
    this.#come = come;
  }

  /** What an `<img>` shows for this address; null when there is nothing to show, or not yet. */
  shown(address: string | null): string | null {
    if (!address?.startsWith(UPLOADED)) return address;
    return this.#known.get(address) ?? null;
  }

  /** Fetches a picture, unless it was asked for before. */
  want(address: string | null): void {
    if (!address?.startsWith(UPLOADED) || this.#known.has(address)) return;
    this.#known.set(address, undefined);
    this.#waiting.push(address);
    this.#next();
  }

  /** Those that could not be had may be asked for again. */
  retry(): void {
    for (const [address, shown] of this.#known) if (shown === null) this.#known.delete(address);
  }

  close(): void {
    this.#stop.abort();
    for (const shown of this.#known.values()) if (shown) URL.revokeObjectURL(shown);
    this.#known.clear();
    this.#waiting.length = 0;
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const address = this.#waiting.shift();
      if (address === undefined) return;
      this.#running += 1;
      void this.#fetch(address).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  async #fetch(address: string): Promise<void> {
    const { signal } = this.#stop;
    try {
      const answer: Response = await this.#client.request<Response>("GET", address, {
        as: "response",
        signal,
      });
      const picture = await answer.blob();
      if (signal.aborted) return;
      this.#known.set(address, URL.createObjectURL(picture));
      this.#come();
    } catch {
      if (!signal.aborted) this.#known.set(address, null);
    }
  }
}
