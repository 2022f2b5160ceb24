import { client } from "../../app/client";
import type { contract } from "../../sdk";
import { type Book, Library } from "./library";
import { sharedPicture } from "./picture";
import { MOST_BOOKS, NO_MARKS, Places, Shelf, type ShelfBook } from "./shelf";
import type { Source } from "./sound";

/** Why a book's files cannot be played. */
export type Closed = "no_file" | "ask";

/** A book of the library: on this device, on the server, or both. */
export interface Item {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  readonly artist: string | null;
  readonly durationMs: number;
  readonly positionMs: number;
  readonly finishedAt: number | null;
  /** Whether anything of it is on this device. */
  readonly isHere: boolean;
  readonly usedAt: number;
}

/** All books of the user: those of this device with their files, and those of the server. Fires `change`. */
export class Bookcase extends EventTarget {
  readonly library = new Library();
  readonly places = new Places();
  loaded = false;
  readonly #shelf = new Shelf();
  readonly #books = new Map<string, ShelfBook>();
  readonly #pictures = new Map<string, string>();
  /** Files that are open in this page; those with a handle can be opened again. */
  readonly #files = new Map<string, readonly File[]>();
  readonly #shared = new Set<string>();
  #sharing = false;

  constructor() {
    super();
    this.library.addEventListener("change", () => {
      this.#changed();
      void this.#sharePictures();
    });
    void this.library.open();
  }

  async load(): Promise<void> {
    for (const book of await this.#shelf.all()) this.#remember(book);
    this.loaded = true;
    this.#changed();
    void this.#sharePictures();
  }

  /** A book as this device knows it, or as much of it as the server knows. */
  get(id: string): ShelfBook | undefined {
    return this.#books.get(id) ?? fromServer(this.library.books.get(id));
  }

  titleOf(id: string): string {
    const [book, shelf] = [this.library.books.get(id), this.#books.get(id)];
    return book?.title ?? shelf?.title ?? book?.name ?? shelf?.name ?? "";
  }

  pictureOf(id: string): string | null {
    return this.#pictures.get(id) ?? this.library.books.get(id)?.artwork_url ?? null;
  }

  /** The last used first. */
  get items(): Item[] {
    const ids = new Set([...this.#books.keys(), ...this.library.books.keys()]);
    return [...ids].flatMap((id) => this.#item(id)).sort((a, b) => b.usedAt - a.usedAt);
  }

  async put(book: ShelfBook, files: readonly File[] = []): Promise<void> {
    if (files.length > 0) this.#files.set(book.id, files);
    this.#remember(book);
    await this.#makeRoom(book.id);
    this.#changed();
    await this.#shelf.put(book);
  }

  /** Only a book that the server knows is forgotten here: it stays in the library, without its files. */
  async #makeRoom(keep: string): Promise<void> {
    const surplus = this.#books.size - MOST_BOOKS;
    if (surplus <= 0) return;
    const known = [...this.#books.values()].filter(
      ({ id, unsent, removed }) =>
        id !== keep && this.library.books.has(id) && !unsent.length && !removed.length,
    );
    const usedAt = new Map(known.map(({ id }) => [id, this.#usedAt(id)]));
    known.sort((a, b) => (usedAt.get(a.id) ?? 0) - (usedAt.get(b.id) ?? 0));
    for (const { id } of known.slice(0, surplus)) await this.#forget(id);
  }

  async #forget(id: string): Promise<void> {
    this.#books.delete(id);
    this.#files.delete(id);
    const picture = this.#pictures.get(id);
    if (picture) URL.revokeObjectURL(picture);
    this.#pictures.delete(id);
    this.places.forget(id);
    await this.#shelf.remove(id);
  }

  /** When the book was heard last, on any device; before that, when it was added. */
  #usedAt(id: string): number {
    const book = this.library.books.get(id);
    return Math.max(this.places.of(id)?.at ?? 0, book?.place?.at ?? 0, book?.added_at ?? 0);
  }

  /** The server knows the book; one that was taken out of the library is in it again. */
  async add(id: string): Promise<void> {
    const [book, known] = [this.#books.get(id), this.library.books.get(id)];
    if (!book || (known && !known.hidden)) return;
    const body = newBook(book, book.title);
    this.library.take(await client.request("POST", "/api/listening/books", { body, idempotent: true }));
  }

  async change(id: string, body: contract.BookChange): Promise<void> {
    await this.add(id);
    const path = `/api/listening/books/${encodeURIComponent(id)}`;
    this.library.take(await client.request<Book>("PATCH", path, { body }));
  }

  /** What is played for a book, or why nothing is: its files are not here, or the browser asks before it opens them. */
  async sources(book: ShelfBook): Promise<readonly Source[] | Closed> {
    const open = this.#files.get(book.id);
    if (open) return open;
    if (book.parts.length === 0) return "no_file";
    const sources: Source[] = [];
    for (const { url, handle } of book.parts) {
      const source = url ?? (handle ? await reopened(handle) : "no_file");
      if (source === "no_file" || source === "ask") return source;
      sources.push(source);
    }
    return sources;
  }

  /**
   * Uploads the pictures that the server does not have, so that other devices show them; each once in a visit. Called
   * with every change of what is known here or there.
   */
  async #sharePictures(): Promise<void> {
    if (this.#sharing) return;
    this.#sharing = true;
    for (let book = this.#unshared(); book; book = this.#unshared()) {
      this.#shared.add(book.id);
      const body = book.picture && (await sharedPicture(book.picture));
      if (!body) continue;
      const path = `/api/listening/books/${encodeURIComponent(book.id)}/artwork`;
      try {
        this.library.take(await client.request<Book>("PUT", path, { body }));
      } catch {
        // offline, or there is no room: the next visit tries again
      }
    }
    this.#sharing = false;
  }

  /** A book of the library with a picture that is here alone. */
  #unshared(): ShelfBook | undefined {
    return [...this.#books.values()].find(({ id, picture }) => {
      const known = this.library.books.get(id);
      return picture && known && !known.hidden && !known.artwork_url && !this.#shared.has(id);
    });
  }

  #item(id: string): Item[] {
    const [shelf, book] = [this.#books.get(id), this.library.books.get(id)];
    if (book?.hidden) return [];
    const own = this.places.of(id);
    const place = book?.place ?? null;
    const item: Item = {
      id,
      title: this.titleOf(id),
      name: book?.name ?? shelf?.name ?? "",
      artist: book?.artist ?? shelf?.artist ?? null,
      durationMs: shelf?.durationMs || book?.duration_ms || 0,
      positionMs: place && place.at > (own?.at ?? 0) ? place.position_ms : (own?.positionMs ?? 0),
      finishedAt: book?.finished_at ?? null,
      isHere: (shelf?.parts.length ?? 0) > 0,
      usedAt: this.#usedAt(id),
    };
    return [item];
  }

  #remember(book: ShelfBook): void {
    this.#books.set(book.id, book);
    if (book.picture && !this.#pictures.has(book.id))
      this.#pictures.set(book.id, URL.createObjectURL(book.picture));
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** A book as the server takes it. */
export function newBook(book: ShelfBook, title: string | undefined): contract.NewBook {
  return {
    id: book.id,
    name: book.name,
    title: title || null,
    artist: book.artist ?? null,
    duration_ms: book.durationMs || null,
  };
}

/** A book of which nothing is on this device yet. */
function fromServer(book: Book | undefined): ShelfBook | undefined {
  if (!book) return undefined;
  const said = { title: book.title ?? undefined, artist: book.artist ?? undefined };
  const nothing = { chapters: [], parts: [], picture: undefined, ...NO_MARKS };
  return { id: book.id, name: book.name, ...said, durationMs: book.duration_ms ?? 0, ...nothing };
}

interface Permitted extends FileSystemFileHandle {
  queryPermission?(): Promise<PermissionState>;
  requestPermission?(): Promise<PermissionState>;
}

/** The file of a handle, if the browser still allows it. It asks only when somebody has just pressed a key. */
async function reopened(handle: Permitted): Promise<File | Closed> {
  try {
    let state = (await handle.queryPermission?.()) ?? "granted";
    if (state === "prompt" && navigator.userActivation?.isActive) {
      state = (await handle.requestPermission?.()) ?? "granted";
    }
    if (state === "prompt") return "ask";
    return state === "granted" ? await handle.getFile() : "no_file";
  } catch {
    return "no_file"; // it was moved or deleted
  }
}
