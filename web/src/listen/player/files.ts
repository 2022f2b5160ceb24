import { fingerprint, fingerprintOfUrl } from "./fingerprint";
import { type Chapter, isSound, line, readMedia } from "./media";
import { smallPicture } from "./picture";
import { NO_MARKS, type ShelfBook } from "./shelf";

/** A file that somebody chose or dropped; with a handle it can be opened again later. */
export interface Chosen {
  readonly file: File;
  readonly handle: FileSystemFileHandle | undefined;
  /** The folder that it came with; its files are one book. */
  readonly folder: string | undefined;
}

export interface Opened {
  readonly book: ShelfBook;
  readonly files: readonly File[];
}

const MOST_FILES = 1000;
const MOST_DEPTH = 4;

/** Files by book: those of a folder are one, in the order of their names; every other file is one of its own. */
export function byBook(chosen: readonly Chosen[]): Chosen[][] {
  const books = new Map<string, Chosen[]>();
  for (const [at, one] of chosen.entries()) {
    if (!isSound(one.file)) continue;
    const key = one.folder === undefined ? `file ${at}` : `folder ${one.folder}`;
    books.set(key, [...(books.get(key) ?? []), one]);
  }
  const order = new Intl.Collator(undefined, { numeric: true });
  return [...books.values()].map((files) => files.sort((a, b) => order.compare(a.file.name, b.file.name)));
}

/** Reads the files of one book: what they say of themselves, and their fingerprint. */
export async function openBook(chosen: readonly Chosen[]): Promise<Opened> {
  const files = chosen.map(({ file }) => file);
  const [first] = chosen;
  if (!first) throw new Error("A book has at least one file");
  const media = await Promise.all(files.map(readMedia));
  const lengths = await Promise.all(files.map((file, at) => media[at]?.durationMs ?? measured(file)));
  const single = files.length === 1;
  const chapters: Chapter[] = [];
  let durationMs = 0;
  for (const [at, one] of media.entries()) {
    const own = one.chapters.map((chapter) => ({ ...chapter, startMs: chapter.startMs + durationMs }));
    const whole = { title: one.title ?? withoutEnding(files[at]?.name ?? ""), startMs: durationMs };
    chapters.push(...(own.length > 0 || single ? own : [whole]));
    durationMs += lengths[at] ?? 0;
  }
  const name = line(single ? first.file.name : (first.folder ?? first.file.name)) ?? "audio";
  const title = single ? (media[0]?.title ?? media[0]?.album) : (media[0]?.album ?? first.folder);
  const picture = media.find((one) => one.picture)?.picture;
  const book: ShelfBook = {
    id: await fingerprint(files),
    name,
    title: line(title),
    artist: media.find((one) => one.artist)?.artist,
    durationMs,
    chapters,
    parts: chosen.map(({ file, handle }, at) => ({
      name: file.name,
      durationMs: lengths[at] ?? 0,
      handle,
      url: undefined,
    })),
    picture: picture && (await smallPicture(picture)),
    ...NO_MARKS,
  };
  return { book, files };
}

/** A book at an https address: its player may be heard, its content may not be read. */
export async function openUrl(text: string): Promise<ShelfBook | undefined> {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url?.protocol !== "https:" || url.username || url.href.length > 2000) return undefined;
  url.hash = "";
  let name = url.hostname;
  try {
    name = decodeURIComponent(url.pathname.split("/").at(-1) ?? "") || name;
  } catch {
    // a broken percent sequence: the host's name is one, too
  }
  const part = { name, durationMs: 0, handle: undefined, url: url.href };
  return {
    id: await fingerprintOfUrl(url.href),
    name: line(name) ?? url.hostname,
    title: line(withoutEnding(name)),
    artist: undefined,
    durationMs: 0,
    chapters: [],
    parts: [part],
    picture: undefined,
    ...NO_MARKS,
  };
}

/** What was dropped, with handles where the browser has them; folders with what is in them. */
export async function dropped(items: DataTransferItemList): Promise<Chosen[]> {
  // All items must be asked before the first answer: afterwards the list is empty.
  const asked = [...items]
    .filter((item) => item.kind === "file")
    .map((item) => {
      const file = item.getAsFile();
      const handle = (item as HandleItem).getAsFileSystemHandle?.() ?? Promise.resolve(null);
      return handle.then((found) => ({ file, found }));
    });
  const chosen: Chosen[] = [];
  for (const { file, found } of await Promise.all(asked)) {
    if (found?.kind === "directory") await walk(found as FileSystemDirectoryHandle, chosen);
    else if (file) {
      chosen.push({ file, handle: (found as FileSystemFileHandle | null) ?? undefined, folder: undefined });
    }
  }
  return chosen;
}

async function walk(folder: FileSystemDirectoryHandle, chosen: Chosen[], depth = 0): Promise<void> {
  const entries = (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
  for await (const entry of entries) {
    if (chosen.length >= MOST_FILES) return;
    if (entry.kind === "directory" && depth < MOST_DEPTH)
      await walk(entry as FileSystemDirectoryHandle, chosen, depth + 1);
    if (entry.kind !== "file") continue;
    const handle = entry as FileSystemFileHandle;
    chosen.push({ file: await handle.getFile(), handle, folder: folder.name });
  }
}

interface HandleItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/** The length as the browser finds it, for a file that does not say it; 0 when it cannot be played. */
function measured(file: File): Promise<number> {
  const audio = new Audio();
  const url = URL.createObjectURL(file);
  return new Promise<number>((resolve) => {
    audio.onloadedmetadata = () =>
      resolve(Number.isFinite(audio.duration) ? Math.round(audio.duration * 1000) : 0);
    audio.onerror = () => resolve(0);
    audio.preload = "metadata";
    audio.src = url;
  }).finally(() => URL.revokeObjectURL(url));
}

function withoutEnding(name: string): string {
  return name.replace(/\.[a-z0-9]{2,4}$/i, "");
}
