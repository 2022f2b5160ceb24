import { backoffMs, type RoomtoneClient, RoomtoneError } from "../../sdk";
import { contentDigest } from "../../sdk/content-digest";
import type { ChunkStore, KeptChunk, KeptRecording } from "./chunk-store";

export interface UploadProgress {
  /** Chunks that wait on this device. */
  readonly waiting: number;
  /** Fragments that have chunks among them. */
  readonly waitingFragments: number;
  readonly offline: boolean;
}

/** A recording that the server will never accept, with the code. */
export class UploadRefused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/**
 * Uploads the chunks of one recording in order, and repeats until each is acknowledged. Fires `progress`, and `refused`
 * with the code when the server will never accept them.
 */
export class Uploader extends EventTarget {
  progress: UploadProgress = { waiting: 0, waitingFragments: 0, offline: false };
  readonly #client: RoomtoneClient;
  readonly #store: ChunkStore;
  readonly #recording: () => KeptRecording;
  /** Number and fragment of each chunk that is not acknowledged. */
  readonly #left = new Map<number, number>();
  #running: Promise<void> | null = null;
  #again = false;
  #refusal: unknown;
  #stopped = false;
  #wake: (() => void) | null = null;

  constructor(client: RoomtoneClient, store: ChunkStore, recording: () => KeptRecording) {
    super();
    this.#client = client;
    this.#store = store;
    this.#recording = recording;
    globalThis.addEventListener?.("online", this.#hurry);
    client.connection.addEventListener("online", this.#hurry);
  }

  /** New chunks to upload, of which `added` is one. */
  nudge(added?: KeptChunk): void {
    if (added) this.#left.set(added.number, added.fragment);
    if (added) this.#changed();
    this.#again = true;
    this.#refusal = undefined;
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        this.#refusal = error;
        if (error instanceof UploadRefused)
          this.dispatchEvent(new CustomEvent("refused", { detail: error.code }));
      })
      .finally(() => {
        this.#running = null;
      });
  }

  /** Resolves when everything is on the server, the end of the recording too. Rejects with UploadRefused. */
  async drained(): Promise<void> {
    this.nudge();
    while (this.#running) await this.#running;
    if (this.#refusal) throw this.#refusal;
    if (this.#recording().total === null || this.#stopped) return;
    await this.#store.forget(this.#recording().recordingId);
    this.stop();
  }

  stop(): void {
    this.#stopped = true;
    globalThis.removeEventListener?.("online", this.#hurry);
    this.#client.connection.removeEventListener("online", this.#hurry);
    this.#hurry();
  }

  readonly #hurry = (): void => this.#wake?.();

  async #run(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const waiting = await this.#store.waiting(this.#recording().recordingId);
      for (const chunk of waiting) this.#left.set(chunk.number, chunk.fragment);
      this.#changed();
      await this.#foretell(waiting);
      for (const chunk of waiting) {
        await this.#until(() => this.#send(chunk));
        if (this.#stopped) return;
        await this.#store.sent(chunk.recordingId, chunk.number);
        this.#left.delete(chunk.number);
        this.#changed();
      }
    }
    const { total } = this.#recording();
    if (total !== null && !this.#stopped) await this.#until(() => this.#finish(total));
  }

  /** Says how long a recording is before its last chunks are sent, so that everybody sees what is missing. */
  async #foretell(waiting: readonly KeptChunk[]): Promise<void> {
    const { total } = this.#recording();
    if (total === null || !waiting[0]?.number) return; // the server knows no recording without a chunk
    await this.#finish(total).catch(() => {}); // said again after the last chunk
  }

  async #send(chunk: KeptChunk): Promise<void> {
    const bytes = await chunk.body.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    await this.#client.request("PUT", `${this.#path()}/chunks/${chunk.number}`, {
      body: chunk.body,
      headers: {
        ...contentDigest(digest),
        "Content-Type": chunk.body.type || "application/octet-stream",
      },
    });
  }

  async #finish(chunks: number): Promise<void> {
    await this.#client.request("POST", `${this.#path()}/finish`, { body: { chunks }, idempotent: true });
  }

  #path(): string {
    const { sessionId, recordingId } = this.#recording();
    return `/voicebot/sessions/${sessionId}/recordings/${recordingId}`;
  }

  /** Tries until it succeeds; a final refusal is thrown. */
  async #until(work: () => Promise<void>): Promise<void> {
    for (let attempt = 0; !this.#stopped; attempt += 1) {
      try {
        await work();
        this.#offline(false);
        return;
      } catch (error) {
        if (!(error instanceof RoomtoneError)) throw error;
        if (error.advice === "give_up") throw new UploadRefused(error.code);
        this.#offline(true);
        await this.#pause(Math.max(error.retryAfterMs, backoffMs(attempt, Math.random())));
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }

  #offline(offline: boolean): void {
    if (this.progress.offline === offline) return;
    this.progress = { ...this.progress, offline };
    this.dispatchEvent(new Event("progress"));
  }

  #changed(): void {
    const waitingFragments = new Set(this.#left.values()).size;
    this.progress = { ...this.progress, waiting: this.#left.size, waitingFragments };
    this.dispatchEvent(new Event("progress"));
  }
}
