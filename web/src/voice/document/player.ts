import { fileAddress } from "../../app/files";
import { settings } from "../../app/settings";
import { inTelegram } from "../../app/telegram";
import { type Source, sourceAt } from "./sources";

export const RATES = [0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** Plays the sources of a document one after the other. `change` is sent for its state, and while it plays for each frame. */
export class Player extends EventTarget {
  /** Ms of the document. */
  at = 0;
  isPlaying = false;
  rate = kept();
  /** Where it jumps over; empty when silence is heard. */
  skipped: readonly [number, number][] = [];
  #sources: readonly Source[] = [];
  #source: Source | undefined;
  readonly #audio = new Audio();
  #frame = 0;
  #turn = 0;

  constructor() {
    super();
    this.#audio.preload = "metadata";
    this.#audio.addEventListener("ended", () => void this.#next());
    for (const name of ["play", "pause"]) this.#audio.addEventListener(name, () => this.#listen());
    this.#audio.addEventListener("seeked", () => this.#tell());
  }

  set sources(sources: readonly Source[]) {
    this.#sources = sources;
    const same = sources.find((one) => one.audio === this.#source?.audio);
    if (same) this.#source = same;
    else if (this.#source) this.stop();
  }

  get length(): number {
    const last = this.#sources.at(-1);
    return last ? last.from + last.length : 0;
  }

  async play(): Promise<void> {
    if (this.at >= this.length - 50) this.at = 0;
    await this.#open(this.at, true);
  }

  pause(): void {
    this.#turn += 1;
    this.#audio.pause();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else void this.play();
  }

  /** Goes to a time of the document, and goes on playing if it did. */
  seek(ms: number, isPlaying = this.isPlaying): void {
    this.at = Math.min(Math.max(0, ms), this.length);
    void this.#open(this.at, isPlaying);
    this.#tell();
  }

  setRate(rate: number): void {
    this.rate = rate;
    this.#audio.playbackRate = rate;
    settings.set("voice-rate", String(rate));
    this.#tell();
  }

  stop(): void {
    this.pause();
    this.#audio.removeAttribute("src");
    this.#source = undefined;
  }

  async #open(ms: number, isPlaying: boolean): Promise<void> {
    const source = sourceAt(this.#sources, ms);
    if (!source) return;
    this.#turn += 1;
    const turn = this.#turn;
    if (source.audio !== this.#source?.audio) {
      this.#source = source;
      const address = inTelegram ? await fileAddress(source.audio) : source.audio;
      if (turn !== this.#turn) return;
      this.#audio.src = address;
    }
    this.#audio.currentTime = (ms - source.from) / 1000;
    this.#audio.playbackRate = this.rate;
    if (isPlaying) await this.#audio.play().catch(() => undefined); // another press came between
  }

  async #next(): Promise<void> {
    const source = this.#source;
    if (!source) return;
    const end = source.from + source.length;
    if (end >= this.length - 50) {
      this.at = this.length;
      return this.#listen();
    }
    await this.#open(end, true);
  }

  #listen(): void {
    this.isPlaying = !this.#audio.paused && !this.#audio.ended;
    cancelAnimationFrame(this.#frame);
    if (this.isPlaying) this.#frame = requestAnimationFrame(this.#follow);
    this.#tell();
  }

  readonly #follow = (): void => {
    if (this.#source) this.at = this.#source.from + this.#audio.currentTime * 1000;
    const jumped = this.skipped.find(([from, to]) => this.at >= from && this.at < to - 100);
    if (jumped) this.seek(jumped[1]);
    else this.#tell();
    if (this.isPlaying) this.#frame = requestAnimationFrame(this.#follow);
  };

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

function kept(): number {
  const rate = Number(settings.get("voice-rate"));
  return RATES.find((one) => one === rate) ?? 1;
}
