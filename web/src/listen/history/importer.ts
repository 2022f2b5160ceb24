import type { contract } from "../../sdk";
import { bodyOf, type ImportFile, readImport, requests, type Source } from "./import-file";
import type { ZipProblem } from "./zip";

export type Reason = NonNullable<contract.ImportResult["reason"]>;
/** Files above this are refused before they are read. */
export const LARGEST_FILE = 64 * 1024 * 1024;

/** Why a file is not imported. */
export type WrongFile = "not_listens" | "not_utf8" | "no_listens_in_zip" | ZipProblem;

export interface Wrong {
  readonly name: string;
  readonly code: WrongFile;
}

export type Send = (
  source: Source,
  body: object,
  signal: AbortSignal,
) => Promise<{ readonly items: readonly Pick<contract.ImportResult, "result" | "reason">[] }>;

/** An import: its files, how far it is, and what became of the items. A second run goes on where the first one failed. */
export class Importer {
  total = 0;
  stored = 0;
  known = 0;
  refused = 0;
  /** How often each reason was given, also for items that were corrected and stored. */
  readonly reasons = new Map<Reason, number>();
  #rest: { readonly source: Source; readonly items: readonly object[] }[] = [];

  get done(): number {
    return this.stored + this.known + this.refused;
  }

  /** Reads the files; answers those that cannot be imported. Of such a file nothing is sent. */
  async read(files: readonly File[], signal: AbortSignal): Promise<Wrong[]> {
    const wrong: Wrong[] = [];
    for (const file of files) {
      const found = await readFile(file, signal);
      if (typeof found === "string") wrong.push({ name: file.name, code: found });
      else for (const one of found) this.#put(one);
    }
    return wrong;
  }

  #put(found: ImportFile): void {
    for (const items of requests(found.items)) {
      this.#rest.push({ source: found.source, items });
      this.total += items.length;
    }
  }

  /** Sends what has not been sent; `moved` is called after each request. */
  async run(send: Send, moved: () => void, signal: AbortSignal): Promise<void> {
    for (let next = this.#rest[0]; next; next = this.#rest[0]) {
      const { items } = await send(next.source, bodyOf(next.source, next.items), signal);
      signal.throwIfAborted();
      this.#rest.shift();
      for (const { result, reason } of items) {
        this[result] += 1;
        if (reason) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
      }
      moved();
    }
  }
}

async function readFile(file: File, signal: AbortSignal): Promise<ImportFile[] | WrongFile> {
  if (file.size > LARGEST_FILE) return "not_listens";
  const { isZip, listensOf, ZipError } = await import("./zip");
  if (!(await isZip(file))) {
    const text = await textOf(file);
    if (text === undefined) return "not_utf8";
    const found = readImport(text);
    return found ? [found] : "not_listens";
  }
  const parts: ImportFile[] = [];
  try {
    for await (const text of listensOf(file)) {
      signal.throwIfAborted();
      const found = readImport(text);
      if (found) parts.push(found);
    }
  } catch (error) {
    if (error instanceof ZipError) return error.code;
    throw error;
  }
  return parts.length > 0 ? parts : "no_listens_in_zip";
}

/** Undefined when it is in another encoding: its letters are not guessed, because what is stored stays. */
async function textOf(file: File): Promise<string | undefined> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const mark = `${bytes[0]} ${bytes[1]}`;
  const encoding = mark === "255 254" ? "utf-16le" : mark === "254 255" ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
