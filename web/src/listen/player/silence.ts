const LOOK_MS = 40;
/** Louder than this is sound: -48 dB of full scale. */
const LOUDEST = 0.004;
/** A pause between sentences stays; what is longer goes by quickly. */
const AFTER_MS = 400;
const FASTER = 3;
const FASTEST = 8;

/** Plays what is silent faster. It only listens: the sound goes through unchanged. */
export class SilenceSkipper {
  savedMs = 0;
  readonly #audio: HTMLAudioElement;
  readonly #rate: () => number;
  readonly #context = new AudioContext();
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  #timer: ReturnType<typeof setInterval> | undefined;
  #silentSince: number | undefined;
  #lookedAt = 0;

  constructor(audio: HTMLAudioElement, rate: () => number) {
    this.#audio = audio;
    this.#rate = rate;
    this.#analyser = new AnalyserNode(this.#context, { fftSize: 2048 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    const source = new MediaElementAudioSourceNode(this.#context, { mediaElement: audio });
    source.connect(this.#analyser);
    source.connect(this.#context.destination);
  }

  /** Browsers begin a context only after a gesture; without it the book is not heard. */
  resume(): void {
    void this.#context.resume();
  }

  switch(on: boolean): void {
    clearInterval(this.#timer);
    this.#silentSince = undefined;
    if (on) this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  close(): void {
    this.switch(false);
    void this.#context.close();
  }

  #look(): void {
    const now = performance.now();
    const rate = this.#rate();
    const faster = Math.min(FASTEST, rate * FASTER);
    if (this.#audio.paused) {
      this.#silentSince = undefined;
    } else {
      this.#analyser.getFloatTimeDomainData(this.#samples);
      const isSilent = this.#samples.every((sample) => Math.abs(sample) < LOUDEST);
      if (this.#audio.playbackRate > rate) this.savedMs += (now - this.#lookedAt) * (faster / rate - 1);
      this.#silentSince = isSilent ? (this.#silentSince ?? now) : undefined;
    }
    this.#lookedAt = now;
    const skips = this.#silentSince !== undefined && now - this.#silentSince >= AFTER_MS;
    const wanted = skips ? faster : rate;
    if (this.#audio.playbackRate !== wanted) this.#audio.playbackRate = wanted;
  }
}
