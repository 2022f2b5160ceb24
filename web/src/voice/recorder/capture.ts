/** Why there is no sound. */
export type MicrophoneProblem = "denied" | "lost" | "unsupported";

export class MicrophoneError extends Error {
  constructor(readonly problem: MicrophoneProblem) {
    super(problem);
  }
}

/** The microphones of this device; browsers list them only for pages that may use them. */
export async function microphones(): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const isAlias = ({ deviceId }: MediaDeviceInfo) => ["", "default", "communications"].includes(deviceId);
  return devices.filter((device) => device.kind === "audioinput" && !isAlias(device));
}

/** The formats that browsers can record, the best first; the server knows each container. */
const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
/** A chunk holds one second: at most that much is lost when a tab is killed. */
export const CHUNK_MS = 1000;
/** A tab that is closed ends its microphone too. It lives no longer than this, so nobody is told of a fault (D19). */
const LOST_MS = 300;
const BITS_PER_SECOND = 48_000;
const LEVEL_MS = 50;
const SILENCE_DB = -60;

/**
 * The microphone and its recording. Each `start` begins a fragment with its own header; `chunk` events carry its parts
 * in order. Fires `level` with dB while the microphone is open, and `lost` when it is gone.
 */
export class Capture extends EventTarget {
  stream: MediaStream | null = null;
  /** The chosen microphone; undefined leaves it to the browser. */
  deviceId: string | undefined;
  /** Ms of sound in the fragments that have ended. */
  #endedMs = 0;
  #startedAt: number | null = null;
  #recorder: { readonly media: MediaRecorder; readonly stopped: Promise<unknown> } | null = null;
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Ms of sound in all fragments. */
  get lengthMs(): number {
    return this.#endedMs + this.fragmentMs;
  }

  /** Whether sound is being recorded now. */
  get isRolling(): boolean {
    return this.#startedAt !== null;
  }

  get fragmentMs(): number {
    return this.#startedAt === null ? 0 : performance.now() - this.#startedAt;
  }

  /** Asks for the microphone unless it is open. Rejects with MicrophoneError. */
  async open(): Promise<void> {
    if (this.stream) return;
    if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined")
      throw new MicrophoneError("unsupported");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: this.deviceId ? { deviceId: { exact: this.deviceId } } : true,
      });
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      throw new MicrophoneError(name === "NotAllowedError" || name === "SecurityError" ? "denied" : "lost");
    }
    const { stream } = this;
    const isLost = () => this.stream === stream && this.dispatchEvent(new Event("lost"));
    for (const track of stream.getAudioTracks())
      track.addEventListener("ended", () => setTimeout(isLost, LOST_MS));
    this.#listen(stream);
  }

  /** Begins a fragment. */
  start(): void {
    if (!this.stream || this.#recorder) return;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const options = { audioBitsPerSecond: BITS_PER_SECOND };
    const recorder = new MediaRecorder(this.stream, mimeType ? { ...options, mimeType } : options);
    recorder.addEventListener("dataavailable", ({ data }) => {
      if (data.size > 0) this.dispatchEvent(new CustomEvent("chunk", { detail: data }));
    });
    const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
    recorder.start(CHUNK_MS);
    this.#recorder = { media: recorder, stopped };
    this.#startedAt = performance.now();
  }

  /** Ends the fragment; resolves after its last chunk. */
  async stop(): Promise<void> {
    const recorder = this.#recorder;
    if (!recorder) return;
    this.#recorder = null;
    this.#endedMs += this.fragmentMs;
    this.#startedAt = null;
    // A recorder whose microphone is gone has stopped by itself; its last chunk may still arrive.
    if (recorder.media.state !== "inactive") recorder.media.stop();
    await recorder.stopped;
  }

  /** Releases the microphone: the browser's indicator goes out. */
  close(): void {
    clearInterval(this.#timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    void this.#context?.close();
    this.#context = null;
    this.dispatchEvent(new CustomEvent("level", { detail: SILENCE_DB }));
  }

  /** A new recording, or one that continues after `lengthMs` of sound. */
  reset(lengthMs = 0): void {
    this.#endedMs = lengthMs;
  }

  #listen(stream: MediaStream): void {
    this.#context = new AudioContext();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 2048;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      const level = peak > 0 ? Math.max(SILENCE_DB, 20 * Math.log10(peak)) : SILENCE_DB;
      this.dispatchEvent(new CustomEvent("level", { detail: level }));
    }, LEVEL_MS);
  }
}
