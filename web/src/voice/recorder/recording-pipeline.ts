import type { RoomtoneClient } from "../../sdk";
import { Capture } from "./capture";
import type { ChunkStore, KeptRecording } from "./chunk-store";
import { OwnRecording } from "./own-recording";
import type { UploadProgress } from "./uploader";

const NOTHING_WAITS: UploadProgress = { waiting: 0, waitingFragments: 0, offline: false };

/**
 * The path of the sound: from the microphone to this device and to the server, one recording at a time. Fires
 * `progress`, `level` with dB, `lost` when the microphone is gone, `full` when the device has no more room, and
 * `refused` with {code, isCurrent} when the server will never accept a recording.
 */
export class RecordingPipeline extends EventTarget {
  readonly #client: RoomtoneClient;
  readonly #store: ChunkStore;
  readonly #capture = new Capture();
  #recording: OwnRecording | null = null;
  #recordingId: string | null = null;

  constructor(client: RoomtoneClient, store: ChunkStore) {
    super();
    this.#client = client;
    this.#store = store;
    this.#capture.addEventListener("chunk", (event) => void this.#keep((event as CustomEvent<Blob>).detail));
    this.#capture.addEventListener("level", (event) =>
      this.dispatchEvent(new CustomEvent("level", { detail: (event as CustomEvent<number>).detail })),
    );
    this.#capture.addEventListener("lost", () => this.dispatchEvent(new Event("lost")));
  }

  /** Null while the microphone is closed. */
  get stream(): MediaStream | null {
    return this.#capture.stream;
  }

  /** Whether sound is being recorded now. */
  get isRolling(): boolean {
    return this.#capture.isRolling;
  }

  /** The present recording, or the last one; null before the first one. */
  get recordingId(): string | null {
    return this.#recordingId;
  }

  /** The session of the recording; null when there is none. */
  get sessionId(): string | null {
    return this.#recording?.sessionId ?? null;
  }

  get elapsedMs(): number {
    return this.#capture.lengthMs;
  }

  get fragmentMs(): number {
    return this.#capture.fragmentMs;
  }

  /** The number of fragments in this recording. */
  get fragments(): number {
    return this.#recording?.fragments ?? 0;
  }

  get upload(): UploadProgress {
    return this.#recording?.progress ?? NOTHING_WAITS;
  }

  set deviceId(deviceId: string | undefined) {
    this.#capture.deviceId = deviceId;
  }

  /** Asks for the microphone. Rejects with MicrophoneError. */
  open(): Promise<void> {
    return this.#capture.open();
  }

  /** Continues the recording, or begins one. Rejects with MicrophoneError. */
  async start(sessionId: string): Promise<void> {
    const userId = await this.#userId();
    await this.#capture.open();
    if (this.#recording?.isOver) this.leave();
    this.#recording ??= this.#put(OwnRecording.begin(this.#client, this.#store, sessionId, userId));
    this.beginFragment();
  }

  /** Without a connection it is whoever was here last. */
  async #userId(): Promise<string> {
    const user = await this.#client.ensureUser().catch((error: unknown) => {
      if (this.#client.userId === null) throw error;
    });
    return user?.id ?? (this.#client.userId as string);
  }

  beginFragment(): void {
    this.#recording?.beginFragment();
    this.#capture.start();
  }

  /** Ends the fragment; the microphone stays open. Resolves when all of it is stored on this device. */
  async endFragment(): Promise<void> {
    await this.#capture.stop();
    await this.#recording?.written();
  }

  /** Ends the fragment and releases the microphone. */
  async stop(): Promise<void> {
    await this.#capture.stop();
    this.#capture.close();
    await this.#recording?.written();
  }

  /**
   * Resolves when the server has all of the recording; `closing`: its session is closed then. Rejects with
   * UploadRefused.
   */
  async end(closing: boolean): Promise<void> {
    await this.#recording?.end(closing);
    this.#recording = null;
  }

  /** Makes room for another recording: this one is uploaded on its own. A refused one waits for the next visit. */
  leave(): void {
    const recording = this.#recording;
    this.#recording = null;
    // its `refused` event has given the reason
    if (recording && !recording.isOver) recording.end(false).catch(() => {});
  }

  /** The next recording begins at zero. */
  rewind(): void {
    this.#capture.reset();
  }

  /** A recording of this tab from before a reload. */
  takeUp(kept: KeptRecording): void {
    this.#recording = this.#put(new OwnRecording(this.#client, this.#store, kept), kept.lengthMs);
    if (kept.total === null) this.#recording.resume();
  }

  #put(recording: OwnRecording, lengthMs = 0): OwnRecording {
    this.#capture.reset(lengthMs);
    this.#recordingId = recording.id;
    recording.addEventListener("progress", () => this.dispatchEvent(new Event("progress")));
    recording.addEventListener("refused", (event) => {
      const detail = {
        code: (event as CustomEvent<string>).detail,
        isCurrent: recording === this.#recording,
      };
      this.dispatchEvent(new CustomEvent("refused", { detail }));
    });
    return recording;
  }

  async #keep(body: Blob): Promise<void> {
    const fits = await this.#recording?.add(body, this.#capture.lengthMs);
    if (fits === false) this.dispatchEvent(new Event("full"));
  }
}
