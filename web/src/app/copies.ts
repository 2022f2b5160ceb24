/**
 * What this browser showed last of sessions, in IndexedDB: a page without a network shows it again. There are copies of one
 * user, who was here last; with another user they are deleted.
 */
import { client } from "./client";

/** A page that needs more has no copy; twenty of them are as much as an hour of one book. */
const MOST_BYTES = 1_000_000;
const MOST_COPIES = 20;

export interface Copy<State> {
  readonly id: string;
  readonly user: string;
  /** When it was true, Unix ms of this machine's clock. */
  readonly at: number;
  /** How far the server's clock was ahead, in ms. */
  readonly ahead: number;
  readonly state: State;
}

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open("roomtone-copies", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("copies", { keyPath: "id" }).createIndex("at", "at");
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  return opened;
}

/** Undefined in a browser without storage: it shows nothing without a network. */
async function run<T>(
  mode: IDBTransactionMode,
  work: (copies: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const transaction = (await database()).transaction("copies", mode);
    const request = work(transaction.objectStore("copies"));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  } catch {
    return undefined;
  }
}

/** Keeps what is shown of a session now. `state` is data that JSON can say. */
export async function keepCopy(id: string, state: unknown): Promise<void> {
  const user = client.user?.id;
  if (!user) return;
  if (new Blob([JSON.stringify(state)]).size > MOST_BYTES) {
    await forgetCopy(id);
    return;
  }
  const at = Date.now();
  await run("readwrite", (copies) => {
    copies.put({ id, user, at, ahead: client.connection.serverNow() - at, state });
    const counting = copies.count();
    counting.onsuccess = () => removeOldest(copies, counting.result - MOST_COPIES);
    return counting;
  });
}

function removeOldest(copies: IDBObjectStore, many: number): void {
  if (many <= 0) return;
  let left = many;
  const walking = copies.index("at").openCursor();
  walking.onsuccess = () => {
    if (!walking.result || left === 0) return;
    left -= 1;
    walking.result.delete();
    walking.result.continue();
  };
}

/** What this user was shown last; undefined without a copy, and for anybody else. */
export async function readCopy<State>(id: string): Promise<Copy<State> | undefined> {
  const copy = await run<Copy<State> | undefined>("readonly", (copies) => copies.get(id));
  return copy && copy.user === client.userId ? copy : undefined;
}

export async function forgetCopy(id: string): Promise<void> {
  await run("readwrite", (copies) => copies.delete(id));
}

/** Deletes the copies of everybody but this user. */
export async function forgetOthers(user: string | null): Promise<void> {
  await run("readwrite", (copies) => {
    const walking = copies.openCursor();
    walking.onsuccess = () => {
      if (!walking.result) return;
      if (walking.result.value.user !== user) walking.result.delete();
      walking.result.continue();
    };
    return walking;
  });
}
