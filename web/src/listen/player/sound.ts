import { SilenceSkipper } from "./silence";

/** A file, or the address of one on another server. */
export type Source = Blob | string;

/**
 * The sound of one book, whose files are played as one. Fires `status` when it begins or stops to play, `time` as it
 * goes on, `ended` at the end of the last file, and `failed` when a file cannot be played.
 */
export class Sound extends EventTarget {
  readonly lengths: number[];
  readonly #sources: readonly Source[];
  readonly #audio = new Audio();
  #part = -1;
  #address: string | undefined;
  #rate = 1;
  #isPlaying = false;
  /** Between two files of a book nothing has stopped. */
  #isSwitching = false;
  #silence: SilenceSkipper | undefined;

  constructor(sources: readonly Source[], lengths: readonly number[], positionMs: number) {
    super();
    this.#sources = sources;
    this.lengths = [...lengths];
    const audio = this.#audio;
    audio.preload = "metadata";
    audio.addEventListener("playing", () => this.#say(true));
    audio.addEventListener("pause", () => this.#say(false));
    audio.addEventListener("waiting", () => !audio.seeking && this.#say(false));
    audio.addEventListener("timeupdate", () => this.#tell("time"));
    audio.addEventListener("seeked", () => this.#tell("time"));
    audio.addEventListener("durationchange", () => this.#measure());
    audio.addEventListener("ended", () => this.#next());
    audio.addEventListener("error", () => {
      if (!audio.getAttribute("src")) return; // it was taken away by us
      this.#isSwitching = false;
      this.#say(false);
      this.#tell("failed");
    });
    this.seek(positionMs);
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  get durationMs(): number {
    return this.lengths.reduce((sum, ms) => sum + ms, 0);
  }

  get positionMs(): number {
    return Math.round(this.#startOf(this.#part) + this.#audio.currentTime * 1000);
  }

  /** Whether this browser may read the samples: those of another server it may only play. */
  get isOwn(): boolean {
    return this.#sources.every((source) => typeof source !== "string");
  }

  /** Also after a failure: the file is then loaded again. Raises what the browser says when it cannot or may not play. */
  async play(): Promise<void> {
    if (this.#audio.error) this.#loadAgain();
    if (this.#audio.ended && this.#part === this.#sources.length - 1) this.seek(0);
    this.#silence?.resume();
    await this.#audio.play();
  }

  pause(): void {
    this.#isSwitching = false;
    this.#audio.pause();
    this.#say(false);
  }

  /** Goes to a place of the whole book. */
  seek(ms: number): void {
    const goal = Math.min(Math.max(0, ms), Math.max(0, this.durationMs - 1) || ms);
    let part = 0;
    while (part < this.lengths.length - 1 && goal >= this.#startOf(part + 1)) part += 1;
    const seconds = Math.max(0, goal - this.#startOf(part)) / 1000;
    if (part !== this.#part) this.#load(part);
    this.#audio.currentTime = seconds;
    this.#tell("time");
  }

  get rate(): number {
    return this.#rate;
  }

  set rate(rate: number) {
    this.#rate = rate;
    this.#apply();
  }

  /** How much time was saved by skipping silence since it was switched on, in ms. */
  get savedMs(): number {
    return this.#silence?.savedMs ?? 0;
  }

  skipSilence(on: boolean): void {
    if (on && this.isOwn) {
      this.#silence ??= new SilenceSkipper(this.#audio, () => this.#rate);
      if (this.#isPlaying) this.#silence.resume();
    }
    this.#silence?.switch(on);
    this.#apply();
  }

  /** Ends it for good. */
  close(): void {
    this.pause();
    this.#silence?.close();
    this.#audio.removeAttribute("src");
    this.#audio.load();
    if (this.#address) URL.revokeObjectURL(this.#address);
  }

  #startOf(part: number): number {
    let start = 0;
    for (let at = 0; at < part; at += 1) start += this.lengths[at] ?? 0;
    return start;
  }

  #load(part: number): void {
    const source = this.#sources[part];
    if (source === undefined) return;
    const plays = this.#isPlaying || this.#isSwitching;
    this.#isSwitching = plays;
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = typeof source === "string" ? undefined : URL.createObjectURL(source);
    this.#part = part;
    this.#audio.src = this.#address ?? String(source);
    this.#apply();
    if (plays) void this.#audio.play().catch(() => this.pause());
  }

  /** An element that has failed plays nothing until it loads its source again. */
  #loadAgain(): void {
    const at = this.#audio.currentTime;
    this.#audio.load();
    this.#audio.currentTime = at;
  }

  #next(): void {
    if (this.#part < this.#sources.length - 1) {
      this.#isSwitching = this.#isPlaying;
      this.#load(this.#part + 1);
      return;
    }
    this.#say(false);
    this.#tell("ended");
  }

  /** A new source has the rates of the element's defaults. */
  #apply(): void {
    const audio = this.#audio;
    audio.preservesPitch = true;
    audio.defaultPlaybackRate = this.#rate;
    audio.playbackRate = this.#rate;
  }

  #measure(): void {
    const ms = Math.round(this.#audio.duration * 1000);
    if (!Number.isFinite(ms) || ms <= 0) return;
    this.lengths[this.#part] = ms;
    this.#tell("time");
  }

  #say(isPlaying: boolean): void {
    // A file that has ended pauses, and the next one begins.
    if (!isPlaying && (this.#isSwitching || (this.#audio.ended && this.#part < this.#sources.length - 1)))
      return;
    if (isPlaying) this.#isSwitching = false;
    if (isPlaying === this.#isPlaying) return;
    this.#isPlaying = isPlaying;
    this.#tell("status");
  }

  #tell(what: "status" | "time" | "ended" | "failed"): void {
    this.dispatchEvent(new Event(what));
  }
}
