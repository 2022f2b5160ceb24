import type { RoomtoneClient } from "../../sdk";
import { newId } from "../../sdk/new-id";
import type { ChunkStore, KeptRecording } from "./chunk-store";
import { lock, remember, remembered } from "./remaining";
import { Uploader, type UploadProgress } from "./uploader";

/**
 * A recording made by this tab: its stored chunks, its lock against other tabs, and its upload. Fires `progress`, and
 * `refused` with the code when the server will never accept its chunks.
 */
export class OwnRecording extends EventTarget {
  #kept: KeptRecording;
  readonly #store: ChunkStore;
  readonly #uploader: Uploader;
  readonly #unlock: () => void;
  #writes: Promise<void> = Promise.resolve();
  #isRefused = false;

  constructor(client: RoomtoneClient, store: ChunkStore, kept: KeptRecording) {
    super();
    this.#kept = kept;
    this.#store = store;
    remember(kept.recordingId);
    this.#unlock = lock(kept.recordingId);
    this.#uploader = new Uploader(client, store, () => this.#kept);
    this.#uploader.addEventListener("progress", () => this.dispatchEvent(new Event("progress")));
    this.#uploader.addEventListener("refused", (event) => {
      this.#isRefused = true;
      this.dispatchEvent(new CustomEvent("refused", { detail: (event as CustomEvent<string>).detail }));
    });
  }

  /** A new, empty recording. */
  static begin(client: RoomtoneClient, store: ChunkStore, sessionId: string, userId: string): OwnRecording {
    return new OwnRecording(client, store, {
      recordingId: newId(),
      sessionId,
      userId,
      startedAt: Date.now(),
      next: 0,
      fragments: 0,
      lengthMs: 0,
      total: null,
      closing: false,
    });
  }

  get id(): string {
    return this.#kept.recordingId;
  }

  get sessionId(): string {
    return this.#kept.sessionId;
  }

  /** The number of fragments. */
  get fragments(): number {
    return this.#kept.fragments;
  }

  /** Nothing more can be recorded into it: it was ended, or the server refuses it. */
  get isOver(): boolean {
    return this.#kept.total !== null || this.#isRefused;
  }

  get progress(): UploadProgress {
    return this.#uploader.progress;
  }

  beginFragment(): void {
    this.#kept = { ...this.#kept, fragments: this.#kept.fragments + 1 };
  }

  /** Stores the chunk on the device, and only then sends it. Answers whether the device had room for it. */
  add(body: Blob, lengthMs: number): Promise<boolean> {
    const { recordingId, next: number, fragments: fragment } = this.#kept;
    const kept = { ...this.#kept, next: number + 1, lengthMs };
    this.#kept = kept;
    const chunk = { recordingId, number, fragment, body };
    const fits = this.#writes.then(() => this.#store.add(kept, chunk));
    this.#writes = fits.then(() => this.#uploader.nudge(chunk));
    return fits;
  }

  /** Resolves when every added chunk is stored on the device. */
  written(): Promise<void> {
    return this.#writes;
  }

  /** Sends what waits. */
  resume(): void {
    this.#uploader.nudge();
  }

  /**
   * Ends it, and resolves when the server has all of it. `closing` is stored with it: the session must be closed then,
   * also by a later visit. Rejects with UploadRefused.
   */
  async end(closing: boolean): Promise<void> {
    await this.#writes;
    const { recordingId, next, total } = this.#kept;
    if (next === 0) {
      await this.#store.forget(recordingId);
      this.#uploader.stop();
    } else {
      this.#kept = { ...this.#kept, total: total ?? next, closing };
      await this.#store.save(this.#kept);
      await this.#uploader.drained();
    }
    this.#unlock();
    if (remembered() === recordingId) remember(null);
  }
}
