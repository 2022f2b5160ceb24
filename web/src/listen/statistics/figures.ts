import { client } from "../../app/client";
import { fetchStatistics, type Period, rangeOf, type Statistics } from "./period";

/** While somebody listens, the figures follow at this pace: nobody reads seconds in them. */
const PACE_MS = 15_000;
/** While entries come and go: an import changes the history many times a second. */
const SOON_MS = 2000;

/** The statistics of the period that is chosen; an answer about an earlier choice is dropped. */
export class Figures {
  found: Statistics | undefined;
  /** Why there are none. */
  failed: unknown;
  period: Period;
  /** How many periods ago. */
  back = 0;
  /** The day that is looked at, in a year. */
  day: string | undefined;
  readonly #changed: () => void;
  #turn = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(period: Period, changed: () => void) {
    this.period = period;
    this.#changed = changed;
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.#askedAt = performance.now();
    try {
      await client.ensureUser();
      const found = await fetchStatistics(rangeOf(this.period, this.back));
      if (turn !== this.#turn) return;
      this.found = found;
      this.failed = undefined;
    } catch (error) {
      if (turn !== this.#turn || this.found) return;
      this.failed = error;
    }
    this.#changed();
  }

  /** Asks again: at once, or once for all that changes within a moment of the last time. */
  soon(): void {
    this.#soon ??= setTimeout(
      () => {
        this.#soon = undefined;
        void this.load();
      },
      Math.max(0, this.#askedAt + SOON_MS - performance.now()),
    );
  }

  /** Asks again if the last answer is older than anybody minds. */
  follow(): void {
    if (performance.now() - this.#askedAt > PACE_MS) void this.load();
  }

  choose(period: Period, back: number): void {
    Object.assign(this, { period, back, day: undefined, found: undefined, failed: undefined });
    this.#changed();
    void this.load();
  }

  look(day: string): void {
    this.day = day;
    this.#changed();
  }
}
