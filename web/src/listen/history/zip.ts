import { Unzip, type UnzipFile, UnzipInflate } from "fflate";

/** Why a zip is refused. */
export type ZipProblem = "zip_too_large" | "zip_broken";

export class ZipError extends Error {
  constructor(readonly code: ZipProblem) {
    super(code);
  }
}

/** Far above an export of ListenBrainz: a file a month, which is a tenth of its size in the zip. */
export const LIMITS = { entries: 5000, bytes: 256 * 1024 * 1024, ratio: 100 };
/** Deflate makes at most 1,032 bytes of one: 4 MB between two looks at the limits. */
const STEP = 4096;
/** Between two of these the page answers. */
const PART = 16 * STEP;
/** Below this a zip may be packed as tightly as it likes. */
const RATIO_FROM = 8 * 1024 * 1024;
/** The record that ends a zip, and the longest comment after it. */
const END = "PK\x05\x06";
const LONGEST_END = 22 + 0xffff;

/** Whether a file begins as a zip does. */
export async function isZip(file: Blob): Promise<boolean> {
  const first = await latin(file.slice(0, 4));
  return first === "PK\x03\x04" || first === END;
}

/**
 * The texts of the listens in an export of ListenBrainz: `listens/<year>/<month>.jsonl`. Nothing else of a zip is
 * unpacked. Throws ZipError, before more than the limits is unpacked.
 */
export async function* listensOf(file: Blob, limits = LIMITS): AsyncGenerator<string> {
  if (!(await latin(file.slice(-LONGEST_END))).includes(END)) throw new ZipError("zip_broken"); // cut off
  const unpacker = new Unpacker(limits);
  for (let from = 0; from < file.size; from += PART) {
    const part = new Uint8Array(await file.slice(from, from + PART).arrayBuffer());
    for (let at = 0; at < part.length; at += STEP) unpacker.push(part.subarray(at, at + STEP));
    yield* unpacker.take();
  }
  unpacker.end();
  yield* unpacker.take();
}

class Unpacker {
  readonly #limits: typeof LIMITS;
  readonly #unzip: Unzip;
  #problem: ZipProblem | undefined;
  #entries = 0;
  #open = 0;
  #packed = 0;
  #unpacked = 0;
  #texts: string[] = [];

  constructor(limits: typeof LIMITS) {
    this.#limits = limits;
    this.#unzip = new Unzip((entry) => this.#begin(entry));
    this.#unzip.register(UnzipInflate);
  }

  push(bytes: Uint8Array, isLast = false): void {
    this.#packed += bytes.length;
    try {
      this.#unzip.push(bytes, isLast);
    } catch {
      this.#problem ??= "zip_broken";
    }
    if (this.#problem) throw new ZipError(this.#problem);
  }

  end(): void {
    this.push(new Uint8Array(), true);
    if (this.#open > 0) throw new ZipError("zip_broken");
  }

  /** The texts that are whole. */
  take(): string[] {
    const texts = this.#texts;
    this.#texts = [];
    return texts;
  }

  #begin(entry: UnzipFile): void {
    this.#entries += 1;
    if (this.#entries > this.#limits.entries) this.#problem ??= "zip_too_large";
    if (this.#problem || !isOfListens(entry.name)) return;
    const decoder = new TextDecoder("utf-8", { fatal: true }); // its exception is caught in push
    let text = "";
    this.#open += 1;
    entry.ondata = (error, bytes, isLast) => {
      if (error) this.#problem ??= "zip_broken";
      else this.#count(bytes.length);
      if (this.#problem) return;
      text += decoder.decode(bytes, { stream: !isLast });
      if (!isLast) return;
      this.#open -= 1;
      this.#texts.push(text);
    };
    entry.start();
  }

  #count(bytes: number): void {
    this.#unpacked += bytes;
    const { bytes: most, ratio } = this.#limits;
    if (this.#unpacked > most || this.#unpacked > Math.max(RATIO_FROM, ratio * this.#packed))
      this.#problem ??= "zip_too_large";
  }
}

function isOfListens(name: string): boolean {
  const folders = name.split("/");
  const own = folders.pop() ?? "";
  return folders.includes("listens") && !folders.includes("__MACOSX") && own.endsWith(".jsonl");
}

async function latin(bytes: Blob): Promise<string> {
  return new TextDecoder("latin1").decode(await bytes.arrayBuffer());
}
