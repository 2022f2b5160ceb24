/**
 * One clock for everybody: the server's, as far as a client can know it, and the way from it to the audio clock.
 *
 * The server read its clock after the question left and before the answer came. So each exchange gives two limits of
 * the offset, and a delay only widens one of them: the tightest limit of each direction counts, from whichever
 * exchange. The offset lies in the middle between them, along the drift that leaves the most room. An exchange that was
 * held up changes nothing, one that contradicts the others is left out. What is shown as the bound is half of what is
 * left between the limits: no exchange can tell how the shortest round trip divides into its two ways.
 */

const WINDOW_MS = 120_000; // of exchanges: a wrong drift of 10 ppm is 0.6 ms in the middle of it
const SLOT_MS = 2_000; // of which the tightest limits are kept: clocks drift apart by 0.1 ms in it
const DRIFT = 100e-6; // the most that two clocks drift apart: cheap quartz has 50 ppm
const DRIFT_STEP = 5e-6;
const CHANCE = 0.25; // the share of a drift's way over the window that it must win in room
const SLACK_MS = 2; // by which limits may contradict each other: clocks are read in steps, and late
const SET_ANEW = 3; // exchanges in a row that contradict all before: a clock was set, or the machine slept
const READ_IN_MS = 1; // the server tells whole ms

/** In ms, the first two by `performance.now()`. */
interface Limit {
  readonly at: number;
  readonly offset: number;
}

interface Slot {
  readonly since: number;
  most: Limit;
  least: Limit;
}

export interface Exchange {
  /** `performance.now()` when asked and when answered, in ms. */
  readonly sent: number;
  readonly received: number;
  /** The server's Unix time in ms. */
  readonly server: number;
}

interface Line {
  /** Where the offset is known: `performance.now()`. */
  readonly at: number;
  readonly offset: number;
  /** Ms by which the offset grows in a ms. */
  readonly drift: number;
  /** By how much it can be wrong, in ms. */
  readonly bound: number;
}

const UNKNOWN: Line = {
  at: 0,
  offset: performance.timeOrigin,
  drift: 0,
  bound: Number.POSITIVE_INFINITY,
};

export class SharedClock {
  #slots: Slot[] = [];
  #line = UNKNOWN;
  #count = 0;
  #strange = 0;

  add({ sent, received, server }: Exchange): void {
    this.#count++;
    const most = { at: received, offset: server + READ_IN_MS - sent };
    const least = { at: received, offset: server - received };
    const offset = this.at(received) - received;
    const reach = this.bound + SLACK_MS;
    const isStrange = most.offset < offset - reach || least.offset > offset + reach;
    this.#strange = isStrange ? this.#strange + 1 : 0;
    if (isStrange && this.#strange < SET_ANEW) return;
    if (isStrange) this.#slots = [];
    const slot = this.#slots.at(-1);
    if (slot && received < slot.since + SLOT_MS) {
      if (most.offset < slot.most.offset) slot.most = most;
      if (least.offset > slot.least.offset) slot.least = least;
    } else {
      this.#slots.push({ since: received, most, least });
    }
    this.#slots = this.#slots.filter(({ since }) => since > received - WINDOW_MS);
    this.#line = this.#fit(received);
  }

  /** How many exchanges there were. */
  get count(): number {
    return this.#count;
  }

  /** By how much the clock can be wrong, in ms: however the shortest round trip divides into its two ways. */
  get bound(): number {
    return this.#line.bound;
  }

  /** The server's Unix time in ms at a `performance.now()`. */
  at(performanceTime: number): number {
    const { at, offset, drift } = this.#line;
    return performanceTime + offset + (performanceTime - at) * drift;
  }

  /** The `performance.now()` at which the server's clock shows `server`. */
  performanceAt(server: number): number {
    const { at, offset, drift } = this.#line;
    return at + (server - offset - at) / (1 + drift);
  }

  /** The line at `now` with the most room between its limits; a drift must win more room than chance would give it. */
  #fit(now: number): Line {
    const span = now - (this.#slots[0]?.since ?? now);
    let best = UNKNOWN;
    let most = Number.NEGATIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    for (let n = -Math.round(DRIFT / DRIFT_STEP); n * DRIFT_STEP <= DRIFT; n++) {
      const drift = n * DRIFT_STEP;
      const along = ({ at, offset }: Limit) => offset + (now - at) * drift;
      const high = Math.min(...this.#slots.map((slot) => along(slot.most)));
      const low = Math.max(...this.#slots.map((slot) => along(slot.least)));
      if (high > low) {
        highest = Math.max(highest, high);
        lowest = Math.min(lowest, low);
      }
      const worth = high - low - Math.abs(drift) * span * CHANCE;
      if (worth <= most) continue;
      most = worth;
      best = { at: now, offset: (high + low) / 2, drift, bound: 0 };
    }
    // What is possible with any drift counts for the bound.
    return { ...best, bound: Math.max(highest - best.offset, best.offset - lowest, 0) };
  }
}

const FILLING = 0.1; // seconds in which the output fills its buffers: its time stands at 0, or jumps by whole buffers
const STALE_MS = 500; // a device plays some buffers of 10 to 100 ms; what is older is from before it stood still
const READINGS_MS = 3000; // of the audio clock; two clocks drift apart by some 0.1 ms in that time

// A busy machine reads the clocks late, hardly ever early: the truest reading is among the earliest.
const TRUEST = 0.9;

/**
 * Where the audio clock stands against `performance.now()`: measured at the output, so what is scheduled for a moment
 * is heard at that moment, whatever the device's latency.
 */
export class AudioClock {
  readonly #context: AudioContext;
  #readings: { at: number; difference: number }[] = [];
  #difference = 0;

  constructor(context: AudioContext) {
    this.#context = context;
    context.addEventListener("statechange", this.#forget);
  }

  close(): void {
    this.#context.removeEventListener("statechange", this.#forget);
  }

  /** While the context was suspended the audio clock stood still. */
  readonly #forget = (): void => {
    this.#readings = [];
  };

  /** Whether the output has begun to tell its time: a few buffers after the context runs. */
  get isSet(): boolean {
    this.#measure();
    return this.#readings.length > 0;
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
    const { contextTime = 0, performanceTime: at = 0 } = this.#context.getOutputTimestamp();
    const last = this.#readings.at(-1);
    if (contextTime > FILLING && at !== last?.at && at > performance.now() - STALE_MS) {
      this.#readings.push({ at, difference: contextTime - at / 1000 });
      while ((this.#readings[0]?.at ?? at) < at - READINGS_MS) this.#readings.shift();
      const differences = this.#readings.map((reading) => reading.difference).sort((a, b) => a - b);
      this.#difference = differences[Math.floor(differences.length * TRUEST)] ?? 0;
    }
    if (this.#readings.length > 0) return this.#difference;
    return this.#context.currentTime - this.#context.outputLatency - performance.now() / 1000;
  }
}
