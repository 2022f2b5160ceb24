import type { NewBook } from "./contract";

/** A stretch of listening that the server does not know yet. */
export interface Stretch {
  readonly id: string;
  /** Null when it was heard before the user was known: it is the next user's. */
  readonly userId: string | null;
  readonly book: NewBook;
  /** Unix ms of this machine's clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Where the book was at the end, in ms. */
  readonly positionMs: number | null;
}

/** Where stretches wait, also across restarts of the page. */
export interface StretchStorage {
  load(): Promise<readonly Stretch[]>;
  put(stretch: Stretch): Promise<void>;
  /** Removes a stretch, unless it has grown since it was loaded: another tab may still play it. */
  remove(stretch: Stretch): Promise<void>;
}

export function memoryStretches(): StretchStorage {
  const kept = new Map<string, Stretch>();
  return {
    load: async () => [...kept.values()],
    put: async (stretch) => void kept.set(stretch.id, stretch),
    remove: async (stretch) => {
      if (kept.get(stretch.id)?.endedAt === stretch.endedAt) kept.delete(stretch.id);
    },
  };
}

/** In IndexedDB. What cannot be stored there is held in memory, and is lost with the page. */
export function indexedStretches(name = "roomtone-listening"): StretchStorage {
  const held = memoryStretches();
  const database = new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("stretches", { keyPath: "id" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  database.catch(() => {}); // a browser without storage: stretches are then only in memory

  async function run<T>(mode: IDBTransactionMode, work: (kept: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const opened = await database;
    return new Promise((resolve, reject) => {
      const transaction = opened.transaction("stretches", mode);
      const request = work(transaction.objectStore("stretches"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }

  return {
    async load() {
      const stored = await run<Stretch[]>("readonly", (kept) => kept.getAll()).catch(() => []);
      return [...stored, ...(await held.load())];
    },
    async put(stretch) {
      await run("readwrite", (kept) => kept.put(stretch)).catch(() => held.put(stretch));
    },
    async remove(stretch) {
      await held.remove(stretch);
      await run("readwrite", (kept) => {
        const reading = kept.get(stretch.id) as IDBRequest<Stretch | undefined>;
        reading.onsuccess = () => {
          if (reading.result?.endedAt === stretch.endedAt) kept.delete(stretch.id);
        };
        return reading;
      }).catch(() => undefined);
    },
  };
}
