/** The step that is heard now, looked at before each frame. */
export class Playhead {
  readonly #look: () => number | null;
  readonly #changed: () => void;
  #frame = 0;
  #step: number | null = null;

  constructor(look: () => number | null, changed: () => void) {
    this.#look = look;
    this.#changed = changed;
  }

  get step(): number | null {
    return this.#step;
  }

  start(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.start());
    this.#move(this.#look());
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#move(null);
  }

  #move(step: number | null): void {
    if (step === this.#step) return;
    this.#step = step;
    this.#changed();
  }
}
