/** What wakes the scheduler: a timer of the page, and one that goes on at full speed while the page is not shown. */

import { TICK_MS } from "./tick";

export class Ticks {
  readonly #tick: () => void;
  readonly #worker: Worker;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(tick: () => void) {
    this.#tick = tick;
    this.#worker = new Worker(new URL("./ticker.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = tick;
  }

  start(): void {
    this.#worker.postMessage(true);
    this.#timer ??= setInterval(this.#tick, TICK_MS);
  }

  stop(): void {
    this.#worker.postMessage(false);
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  close(): void {
    this.stop();
    this.#worker.terminate();
  }
}
