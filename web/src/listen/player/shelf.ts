import type { Chapter } from "./media";

/** One file of a book. Without a handle the file is there only until the page is closed. */
export interface Part {
  readonly name: string;
  readonly durationMs: number;
  readonly handle: FileSystemFileHandle | undefined;
  /** For a book of the web. */
  readonly url: string | undefined;
}

export interface Bookmark {
  readonly id: string;
  readonly positionMs: number;
  readonly at: number;
}

/** A book as this device knows it. */
export interface ShelfBook {
  readonly id: string;
  readonly name: string;
  readonly title: string | undefined;
  readonly artist: string | undefined;
  readonly durationMs: number;
  readonly chapters: readonly Chapter[];
  readonly parts: readonly Part[];
  readonly picture: Blob | undefined;
  readonly bookmarks: readonly Bookmark[];
  /** Bookmarks that the server has not heard of yet, and removed ones, by their ids. */
  readonly unsent: readonly string[];
  readonly removed: readonly string[];
}

/** The bookmarks of a book, with what the server has not heard of yet. */
export type Marks = Pick<ShelfBook, "bookmarks" | "unsent" | "removed">;

export const NO_MARKS: Marks = { bookmarks: [], unsent: [], removed: [] };

/** Where a book was left on this device, and when by the server's clock. */
export interface OwnPlace {
  readonly positionMs: number;
  readonly at: number;
  /** The latest place of another device that was taken or declined here. */
  readonly answered?: number;
}

/** Books of one device; the one that was not heard for the longest time makes room. */
export const MOST_BOOKS = 500;

const DATABASE = "roomtone-shelf";

/** The books of this device, in IndexedDB. Without a storage they live as long as the page. */
export class Shelf {
  readonly #held = new Map<string, ShelfBook>();
  readonly #database: Promise<IDBDatabase>;

  constructor() {
    this.#database = new Promise((resolve, reject) => {
      const opening = indexedDB.open(DATABASE, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("books", { keyPath: "id" });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    this.#database.catch(() => {});
  }

  async all(): Promise<ShelfBook[]> {
    const stored = await this.#run<ShelfBook[]>("readonly", (books) => books.getAll()).catch(() => []);
    return [...new Map([...stored, ...this.#held.values()].map((book) => [book.id, book])).values()];
  }

  async put(book: ShelfBook): Promise<void> {
    try {
      await this.#run("readwrite", (books) => books.put(book));
      this.#held.delete(book.id);
    } catch {
      this.#held.set(book.id, book);
    }
  }

  async remove(id: string): Promise<void> {
    this.#held.delete(id);
    await this.#run("readwrite", (books) => books.delete(id)).catch(() => undefined);
  }

  async #run<T>(mode: IDBTransactionMode, work: (books: IDBObjectStore) => IDBRequest): Promise<T> {
    const database = await this.#database;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction("books", mode);
      const request = work(transaction.objectStore("books"));
      transaction.oncomplete = () => resolve(request.result as T);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }
}

const PLACES = "roomtone:places";

/** Places are written every few seconds, and must outlive a tab that is killed: they have a small storage of their own. */
export class Places {
  #places: Record<string, OwnPlace> | undefined;

  of(bookId: string): OwnPlace | undefined {
    return this.#all()[bookId];
  }

  set(bookId: string, place: OwnPlace): void {
    const all = this.#all();
    all[bookId] = { ...all[bookId], ...place };
    this.#keep(all);
  }

  answer(bookId: string, at: number): void {
    const { positionMs = 0, at: leftAt = 0, answered = 0 } = this.of(bookId) ?? {};
    this.set(bookId, { positionMs, at: leftAt, answered: Math.max(answered, at) });
  }

  forget(bookId: string): void {
    const { [bookId]: _, ...others } = this.#all();
    this.#keep(others);
  }

  #all(): Record<string, OwnPlace> {
    try {
      // Another tab may have written: what is stored is the truth.
      const found: unknown = JSON.parse(localStorage.getItem(PLACES) ?? "{}");
      if (found && typeof found === "object") this.#places = found as Record<string, OwnPlace>;
    } catch {
      // no storage, or not ours
    }
    this.#places ??= {};
    return this.#places;
  }

  #keep(all: Record<string, OwnPlace>): void {
    try {
      localStorage.setItem(PLACES, JSON.stringify(all));
    } catch {
      // it then lasts until the page is closed
    }
  }
}
