import { sha256 } from "../../ui/sha256";

const PART = 64 * 1024;

/**
 * A book is known again on another device by what is in its files: the size, and parts from the start, the middle and
 * the end. Reading all of it would take minutes. The names of the files do not count.
 */
export async function fingerprint(files: readonly Blob[]): Promise<string> {
  const prints: Uint8Array<ArrayBuffer>[] = [];
  for (const file of files) {
    const middle = Math.max(0, Math.floor((file.size - PART) / 2));
    const parts = [file.slice(0, PART), file.slice(middle, middle + PART), file.slice(-PART)];
    prints.push(await sha(new Blob([`${file.size}\n`, ...parts])));
  }
  return `sha-${hex(prints.length === 1 && prints[0] ? prints[0] : await sha(new Blob(prints)))}`;
}

/** A book of the web is known by its address: its content belongs to another server, and may not be read. */
export async function fingerprintOfUrl(url: string): Promise<string> {
  return `url-${hex(await sha(new Blob([url])))}`;
}

async function sha(content: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return await sha256(await content.arrayBuffer());
}

/** 160 bits are enough, and fit into a book's id. */
function hex(bytes: Uint8Array): string {
  return [...bytes.slice(0, 20)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
