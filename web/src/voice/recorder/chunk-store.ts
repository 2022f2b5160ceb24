/** A recording as this device knows it, until all of it is on the server. */
export interface KeptRecording {
  readonly recordingId: string;
  readonly sessionId: string;
  readonly userId: string;
  /** Unix ms. */
  readonly startedAt: number;
  /** The number that the next chunk gets. */
  readonly next: number;
  /** The number of fragments, one more than the number of cuts and pauses. */
  readonly fragments: number;
  /** Ms of sound. */
  readonly lengthMs: number;
  /** The number of chunks, once the recorder has ended it. */
  readonly total: number | null;
  /** Done was pressed: its session is closed once all of it is on the server. */
  readonly closing: boolean;
}

export interface KeptChunk {
  readonly recordingId: string;
  readonly number: number;
  readonly fragment: number;
  readonly body: Blob;
}

const DATABASE = "roomtone-recordings";

/**
 * Chunks on this device, in IndexedDB: stored before they are sent, deleted only after the server has them. When the
 * device has no room, a chunk is held in memory and `add` answers false: recording should pause until it is sent.
 */
export class ChunkStore {
  readonly #database: Promise<IDBDatabase>;
  readonly #held: KeptChunk[] = [];

  constructor(name = DATABASE) {
    this.#database = new Promise((resolve, reject) => {
      const opening = indexedDB.open(name, 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore("recordings", { keyPath: "recordingId" });
        opening.result.createObjectStore("chunks", { keyPath: ["recordingId", "number"] });
      };
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    this.#database.catch(() => {}); // a browser without storage: chunks are then only in memory
  }

  /** Some chunks are only in memory, and are lost with the tab. */
  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  async recordings(userId: string): Promise<KeptRecording[]> {
    const all = await this.#run<KeptRecording[]>("readonly", (kept) => kept.recordings.getAll()).catch(
      () => [],
    );
    return all.filter((one) => one.userId === userId).sort((a, b) => a.startedAt - b.startedAt);
  }

  /**
   * Stores a recording without its chunks, for example its end. When there is no room, the next visit knows a little
   * less.
   */
  async save(recording: KeptRecording): Promise<void> {
    await this.#run("readwrite", (kept) => kept.recordings.put(recording)).catch(() => {});
  }

  /** Stores a chunk and, in the same transaction, its recording. */
  async add(recording: KeptRecording, chunk: KeptChunk): Promise<boolean> {
    try {
      await this.#run("readwrite", (kept) => {
        kept.chunks.put(chunk);
        return kept.recordings.put(recording);
      });
    } catch {
      this.#held.push(chunk);
      return false;
    }
    return true;
  }

  /** The stored chunks, in order. */
  async waiting(recordingId: string): Promise<KeptChunk[]> {
    const kept = await this.#run<KeptChunk[]>("readonly", (stores) =>
      stores.chunks.getAll(range(recordingId)),
    ).catch(() => []);
    const held = this.#held.filter((chunk) => chunk.recordingId === recordingId);
    return [...kept, ...held].sort((a, b) => a.number - b.number);
  }

  async sent(recordingId: string, number: number): Promise<void> {
    const held = this.#held.findIndex((one) => one.recordingId === recordingId && one.number === number);
    if (held >= 0) this.#held.splice(held, 1);
    else await this.#run("readwrite", (kept) => kept.chunks.delete([recordingId, number]));
  }

  /** Deletes a recording with its stored chunks. */
  async forget(recordingId: string): Promise<void> {
    await this.#run("readwrite", (kept) => {
      kept.chunks.delete(range(recordingId));
      return kept.recordings.delete(recordingId);
    }).catch(() => {});
  }

  async #run<T>(
    mode: IDBTransactionMode,
    work: (kept: { recordings: IDBObjectStore; chunks: IDBObjectStore }) => IDBRequest,
  ): Promise<T> {
    const database = await this.#database;
    return new Promise((resolve, reject) => {
      // `strict` durability: stored chunks must survive a crash of the tab and of the browser.
      const transaction = database.transaction(["recordings", "chunks"], mode, { durability: "strict" });
      const request = work({
        recordings: transaction.objectStore("recordings"),
        chunks: transaction.objectStore("chunks"),
      });
      transaction.oncomplete = () => resolve(request.result as T);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }
}

function range(recordingId: string): IDBKeyRange {
  return IDBKeyRange.bound([recordingId, 0], [recordingId, Number.MAX_SAFE_INTEGER]);
}
