import type { contract } from "../../sdk";
import { bodyOf, type ImportFile, readImport, requests, type Source } from "./import-file";

export type Reason = NonNullable<contract.ImportResult["reason"]>;
/** Files above this are refused before they are read. */
export const LARGEST_FILE = 64 * 1024 * 1024;

export type Send = (
  source: Source,
  body: object,
  signal: AbortSignal,
) => Promise<{ readonly items: readonly Pick<contract.ImportResult, "result" | "reason">[] }>;

/** An import: its files, how far it is, and what became of the items. A second run goes on where the first one failed. */
export class Importing {
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

  /** Reads the files; answers the names of those that cannot be imported. */
  async read(files: readonly File[]): Promise<string[]> {
    const wrong: string[] = [];
    for (const file of files) {
      const found: ImportFile | undefined =
        file.size <= LARGEST_FILE ? readImport(await file.text()) : undefined;
      if (!found) wrong.push(file.name);
      for (const items of found ? requests(found.items) : []) {
        this.#rest.push({ source: (found as ImportFile).source, items });
        this.total += items.length;
      }
    }
    return wrong;
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
