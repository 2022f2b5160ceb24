/** Looks at the server's clock as long as the page is open. Fires `change` when the bound that is shown changes. */

import { type RoomtoneClient, RoomtoneError } from "../../sdk";
import type { SharedClock } from "./clock";

const AT_ONCE = 8; // exchanges: a quiet network needs no more
const OFTEN = { ms: 250, until: 80 } as const; // the 5 tightest of 80 on an uneven network are 10 ms from the best
const UNEVEN_MS = 1500;
const EVERY_MS = 4000; // two clocks drift apart by 0.2 ms in it
const EVEN_MS = 1.5;

type Connection = RoomtoneClient["connection"];

export class ClockExchanges extends EventTarget {
  readonly #connection: Connection;
  readonly #clock: SharedClock;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isAsking = false;
  #isClosed = false;

  constructor(connection: Connection, clock: SharedClock) {
    super();
    this.#connection = connection;
    this.#clock = clock;
  }

  /** Goes on, if there is a connection. */
  keep(): void {
    if (this.#timer !== null || this.#isClosed || !this.#connection.online) return;
    const look = async () => {
      await this.ask();
      this.#timer = null;
      if (!this.#isClosed && this.#connection.online) this.#timer = setTimeout(look, this.#pause());
    };
    this.#timer = setTimeout(look, 0);
  }

  /** One exchange, unless one is under way. */
  async ask(): Promise<void> {
    if (!this.#connection.online || this.#isAsking) return;
    this.#isAsking = true;
    const sent = performance.now();
    try {
      const { now } = await this.#connection.call("sync_clock", {});
      const before = Math.ceil(this.#clock.bound);
      if (typeof now === "number") this.#clock.add({ sent, received: performance.now(), server: now });
      if (Math.ceil(this.#clock.bound) !== before) this.dispatchEvent(new Event("change"));
    } catch (error) {
      if (!(error instanceof RoomtoneError)) throw error; // the next exchange follows
    } finally {
      this.#isAsking = false;
    }
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #pause(): number {
    const { count, bound } = this.#clock;
    if (count < AT_ONCE) return 0;
    if (bound <= EVEN_MS) return EVERY_MS;
    return count < OFTEN.until ? OFTEN.ms : UNEVEN_MS;
  }
}
