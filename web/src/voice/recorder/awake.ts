import { RECORDING_NOW } from "./remaining";

/** Keeps the screen on while this tab records: a phone that goes dark stops its microphone. */
class Awake {
  #isWanted = false;
  #held: WakeLockSentinel | null = null;
  #release: (() => void) | null = null;

  constructor() {
    // The browser takes the lock back when the tab is hidden, and does not give it again by itself.
    globalThis.document?.addEventListener("visibilitychange", () => void this.#ask());
  }

  set(isWanted: boolean): void {
    if (this.#isWanted === isWanted) return;
    this.#isWanted = isWanted;
    if (isWanted) {
      this.#release = shown();
      void this.#ask();
    } else {
      this.#release?.();
      this.#release = null;
      void this.#held?.release();
      this.#held = null;
    }
  }

  async #ask(): Promise<void> {
    if (!this.#isWanted || document.visibilityState !== "visible" || this.#held?.released === false) return;
    const held = await navigator.wakeLock?.request("screen").catch(() => null); // refused on a low battery
    if (!held) return;
    if (this.#isWanted && (this.#held?.released ?? true)) this.#held = held;
    else void held.release(); // the recording has ended meanwhile
  }
}

/** Tells the other tabs that this one records, until it is released or the tab is gone. */
function shown(): () => void {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks?.request(RECORDING_NOW, { mode: "shared" }, () => held);
  return release;
}

/** One for the tab: loaded when the first recording begins, because the first picture does not need it. */
export const awake = new Awake();
