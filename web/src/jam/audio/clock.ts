/**
 * One clock for everybody: the server's, as far as a client can know it, and the way from it to the audio clock.
 *
 * Each exchange gives an offset and how wrong it can be (half the round trip). The best of the last exchanges counts,
 * as in NTP; the uncertainty that is shown is its own.
 */

const WINDOW_MS = 3000; // readings of the audio clock; two clocks drift apart by some 0.1 ms in that time
const KEPT = 12; // exchanges; the fastest of them decides

export interface Exchange {
  /** `performance.now()` when asked and when answered, in ms. */
  readonly sent: number;
  readonly received: number;
  /** The server's Unix time in ms. */
  readonly server: number;
}

export class SharedClock {
  #exchanges: { offset: number; doubt: number; at: number }[] = [];

  add({ sent, received, server }: Exchange): void {
    this.#exchanges.push({
      offset: server - (sent + received) / 2,
      doubt: (received - sent) / 2,
      at: received,
    });
    if (this.#exchanges.length > KEPT) this.#exchanges.shift();
  }

  get isSet(): boolean {
    return this.#exchanges.length > 0;
  }

  #best(): { offset: number; doubt: number } {
    return this.#exchanges.reduce((best, one) => (one.doubt <= best.doubt ? one : best), {
      offset: Date.now() - performance.now(),
      doubt: Number.POSITIVE_INFINITY,
      at: 0,
    });
  }

  /** By how much the clock can be wrong, in ms. */
  get doubt(): number {
    return this.#best().doubt;
  }

  /** The server's Unix time in ms at a `performance.now()`. */
  at(performanceTime: number): number {
    return performanceTime + this.#best().offset;
  }

  now(): number {
    return this.at(performance.now());
  }

  /** The `performance.now()` at which the server's clock shows `server`. */
  performanceAt(server: number): number {
    return server - this.#best().offset;
  }
}

/**
 * Where the audio clock stands against `performance.now()`: measured at the output, so what is scheduled for a moment
 * is heard at that moment, whatever the device's latency.
 */
export class AudioClock {
  readonly #context: AudioContext;
  #readings: { at: number; difference: number }[] = [];

  constructor(context: AudioContext) {
    this.#context = context;
  }

  /** The audio clock's time at which something must be scheduled to be heard at `performanceTime`. */
  timeAt(performanceTime: number): number {
    return performanceTime / 1000 + this.#measure();
  }

  /** The inverse: the `performance.now()` at which what is scheduled for `time` is heard. */
  performanceAt(time: number): number {
    return (time - this.#measure()) * 1000;
  }

  #measure(): number {
    const { contextTime, performanceTime } = this.#context.getOutputTimestamp();
    const at = performanceTime || performance.now();
    const difference = (performanceTime && contextTime ? contextTime : this.#context.currentTime) - at / 1000;
    if (at !== this.#readings.at(-1)?.at) this.#readings.push({ at, difference });
    while ((this.#readings[0]?.at ?? at) < at - WINDOW_MS) this.#readings.shift();
    // A busy machine reads the clocks late and never early: the earliest reading of the last seconds is the truest.
    return this.#readings.reduce(
      (best, reading) => Math.max(best, reading.difference),
      Number.NEGATIVE_INFINITY,
    );
  }
}
