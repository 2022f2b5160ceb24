/** One round trip: our clock before and after, the server's clock in between. All in Unix ms. */
interface Sample {
  readonly offset: number;
  readonly roundTrip: number;
}

/** Eight samples tolerate a slow answer and still follow a laptop's clock that was corrected. */
const KEPT = 8;

/**
 * An estimate of the server's clock. The shortest of the last round trips is the most exact: its error is at most half
 * its length.
 */
export class ServerClock {
  readonly #now: () => number;
  #samples: readonly Sample[] = [];
  #offset = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Add a round trip. */
  observe(sentAt: number, serverNow: number, receivedAt: number): void {
    if (receivedAt < sentAt || !Number.isFinite(serverNow)) return;
    const sample = { offset: serverNow - (sentAt + receivedAt) / 2, roundTrip: receivedAt - sentAt };
    this.#samples = [...this.#samples.slice(1 - KEPT), sample];
    this.#offset = this.#samples.reduce((best, one) => (one.roundTrip <= best.roundTrip ? one : best)).offset;
  }

  /** A clock with whole seconds (the Date header): used only while there is no round trip. */
  observeSeconds(sentAt: number, serverSecond: number, receivedAt: number): void {
    if (this.#samples.length || !Number.isFinite(serverSecond)) return;
    this.#offset = serverSecond + 500 - (sentAt + receivedAt) / 2;
  }

  /** Our clock was changed or the machine slept: discard the measurements. */
  forget(): void {
    this.#samples = [];
  }

  /** How far the server's clock was ahead at an earlier visit, in ms: used until it is measured again. */
  assume(offset: number): void {
    if (!this.#samples.length) this.#offset = offset;
  }

  /** Our own clock, Unix ms. */
  localNow(): number {
    return this.#now();
  }

  /** How far the server's clock is ahead of ours, in ms. 0 until the first round trip. */
  get offset(): number {
    return this.#offset;
  }

  /** The server's time, in Unix ms. */
  serverNow(): number {
    return Math.round(this.#now() + this.#offset);
  }
}
