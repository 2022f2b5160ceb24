/** How far the keys beside Play go. */
export const BACK_MS = 15_000;
export const ON_MS = 30_000;

const KEY = "roomtone:player";
const SLOWEST = 0.5;
const FASTEST = 3;

/** How this browser plays: stored here, and the same for every book. */
class Options {
  #rate = 1;
  #skipSilence = false;

  constructor() {
    try {
      const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      const { rate, skipSilence } = (found ?? {}) as Record<string, unknown>;
      if (typeof rate === "number") this.#rate = clean(rate);
      this.#skipSilence = skipSilence === true;
    } catch {
      // no storage, or not ours
    }
  }

  get rate(): number {
    return this.#rate;
  }

  set rate(rate: number) {
    this.#rate = clean(rate);
    this.#keep();
  }

  get skipSilence(): boolean {
    return this.#skipSilence;
  }

  set skipSilence(on: boolean) {
    this.#skipSilence = on;
    this.#keep();
  }

  #keep(): void {
    try {
      localStorage.setItem(KEY, JSON.stringify({ rate: this.#rate, skipSilence: this.#skipSilence }));
    } catch {
      // it then lasts until the page is closed
    }
  }
}

/** By tenths: 0.5 to 3. */
function clean(rate: number): number {
  return Math.round(Math.min(FASTEST, Math.max(SLOWEST, rate)) * 10) / 10 || 1;
}

export const options = new Options();
