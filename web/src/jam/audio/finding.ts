/** The wait between a press of Play and the music: until the clocks are known, at most a second. */

const MOST_MS = 1000;
const LOOK_MS = 20;

export class Finding {
  readonly #look: () => boolean;
  readonly #changed: () => void;
  /** The press that is waited for; a second one takes it back. */
  #press: symbol | null = null;

  /** `look` answers whether the clocks are known; it is called again and again. */
  constructor(look: () => boolean, changed: () => void) {
    this.#look = look;
    this.#changed = changed;
  }

  get isOn(): boolean {
    return this.#press !== null;
  }

  /** Answers false when it was taken back meanwhile. */
  async done(): Promise<boolean> {
    const press = Symbol("press");
    const since = performance.now();
    this.#press = press;
    this.#changed();
    while (this.#press === press && !this.#look() && performance.now() - since < MOST_MS)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (this.#press !== press) return false;
    this.end();
    return true;
  }

  end(): void {
    this.#press = null;
    this.#changed();
  }
}
