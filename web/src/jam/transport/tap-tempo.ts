/** Tempo from taps: the average of the last few; a pause starts a new average. */
const FORGET_MS = 2000;
const KEPT = 6;

export class TapTempo {
  #times: number[] = [];

  /** Answers beats a minute from the second tap on. */
  tap(now: number): number | null {
    if (now - (this.#times.at(-1) ?? 0) > FORGET_MS) this.#times = [];
    this.#times = [...this.#times, now].slice(-KEPT);
    const [first] = this.#times;
    if (this.#times.length < 2 || first === undefined) return null;
    return Math.round(60_000 / ((now - first) / (this.#times.length - 1)));
  }
}
