import { strToU8, Zip, ZipDeflate, zipSync } from "fflate";
import { expect, test } from "vitest";
import { Importer } from "./importer";
import { LIMITS, listensOf, ZipError } from "./zip";

const LISTEN = { listened_at: 1, track_metadata: { track_name: "Léagues 🐙", artist_name: "Verne" } };
const LINE = `${JSON.stringify(LISTEN)}\n`;
const SIGNAL = new AbortController().signal;

function zipped(entries: Record<string, string>): Uint8Array<ArrayBuffer> {
  const files = Object.entries(entries).map(([name, text]) => [name, strToU8(text)]);
  return new Uint8Array(zipSync(Object.fromEntries(files)));
}

async function texts(zip: Uint8Array<ArrayBuffer>, limits = LIMITS): Promise<string[]> {
  const found: string[] = [];
  for await (const text of listensOf(new Blob([zip]), limits)) found.push(text);
  return found;
}

async function problem(zip: Uint8Array<ArrayBuffer>, limits = LIMITS): Promise<string | undefined> {
  try {
    await texts(zip, limits);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ZipError);
    return (error as ZipError).code;
  }
}

async function wrong(zip: Uint8Array<ArrayBuffer>): Promise<readonly [string | undefined, number]> {
  const importer = new Importer();
  const found = await importer.read([new File([zip], "export.zip")], SIGNAL);
  return [found[0]?.code, importer.total];
}

test("LI16 of a zip the listens alone are read, whatever else is in it", async () => {
  const zip = zipped({
    "user.json": '{"user_id":1}',
    "feedback.jsonl": LINE,
    "listens/": "",
    "listens/2023/12.jsonl": LINE,
    "listens/2024/1.jsonl": LINE + LINE,
    "listens/2024/2.jsonl": "",
    "listens/2024/picture.png": "not read",
    "__MACOSX/listens/2024/1.jsonl": "not read",
  });
  expect(await texts(zip)).toEqual([LINE, LINE + LINE, ""]);
  const importer = new Importer();
  expect(await importer.read([new File([zip], "export.zip")], SIGNAL)).toEqual([]);
  expect(importer.total).toBe(3);
  const repacked = zipped({ "my export/listens/2024/1.jsonl": LINE });
  expect(await texts(repacked)).toEqual([LINE]);
});

test("LI16 a zip whose listens are not UTF-8 is refused, and its letters are not replaced", async () => {
  const bytes = strToU8(LINE.replace("🐙", "?"));
  bytes[bytes.indexOf(0x3f)] = 0xc6;
  expect(await problem(new Uint8Array(zipSync({ "listens/2024/1.jsonl": bytes })))).toBe("zip_broken");
  const cut = strToU8(LINE).slice(0, LINE.indexOf("é") + 1);
  expect(await problem(new Uint8Array(zipSync({ "listens/2024/1.jsonl": cut })))).toBe("zip_broken");
});

test("LI16 a letter that is cut by two steps of the unpacking stays whole", async () => {
  const long = Array.from({ length: 4000 }, (_, at) =>
    JSON.stringify({ ...LISTEN, listened_at: at * 7919 }),
  ).join("\n");
  expect(await texts(zipped({ "listens/2024/1.jsonl": long }))).toEqual([long]);
});

test("LI16 a zip that says its sizes only after its files is read, too", async () => {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((_, part) => parts.push(new Uint8Array(part)));
  for (const name of ["user.json", "listens/2024/1.jsonl", "listens/2024/2.jsonl"]) {
    const entry = new ZipDeflate(name);
    zip.add(entry);
    entry.push(strToU8(LINE), true);
  }
  zip.end();
  expect(await texts(new Uint8Array(await new Blob(parts).arrayBuffer()))).toEqual([LINE, LINE]);
});

test("LI16 a zip bomb is refused before it is unpacked, and nothing of the zip is sent", async () => {
  const bomb = zipped({ "listens/2024/1.jsonl": LINE, "listens/2024/2.jsonl": " ".repeat(24 << 20) });
  expect(bomb.length).toBeLessThan(80_000);
  expect(await problem(bomb)).toBe("zip_too_large");
  expect(await wrong(bomb)).toEqual(["zip_too_large", 0]);
  // What is not listens is not even unpacked.
  const other = zipped({ "pictures/2.jsonl": " ".repeat(24 << 20), "listens/2024/1.jsonl": LINE });
  expect(await texts(other)).toEqual([LINE]);
}, 30_000); // it deflates 48 MB: six seconds on a machine with other work

test("LI16 entries and bytes have limits", async () => {
  const zip = zipped({ "a.txt": "", "listens/1.jsonl": LINE, "listens/2.jsonl": LINE });
  expect(await problem(zip, { ...LIMITS, entries: 3 })).toBeUndefined();
  expect(await problem(zip, { ...LIMITS, entries: 2 })).toBe("zip_too_large");
  const bytes = 2 * strToU8(LINE).length;
  expect(await problem(zip, { ...LIMITS, bytes })).toBeUndefined();
  expect(await problem(zip, { ...LIMITS, bytes: bytes - 1 })).toBe("zip_too_large");
});

test("LI16 a zip that is cut off or damaged is refused, wherever", async () => {
  const zip = zipped({ "listens/2024/1.jsonl": LINE.repeat(50), "user.json": "{}" });
  for (let length = 4; length < zip.length - 22; length += 1)
    expect(await problem(zip.slice(0, length))).toBe("zip_broken");
  const damaged = zip.slice();
  damaged.fill(0xff, 60, 90);
  expect(await problem(damaged)).toBe("zip_broken");
  const method = zip.slice();
  method[8] = 99; // encrypted entries have it
  expect(await wrong(method)).toEqual(["zip_broken", 0]);
});

test("LI16 a zip without listens is named", async () => {
  expect(await wrong(zipped({ "listens.jsonl": LINE }))).toEqual(["no_listens_in_zip", 0]);
  expect(await wrong(zipped({}))).toEqual(["no_listens_in_zip", 0]);
  expect(await wrong(zipped({ "listens/1.jsonl": "?" }))).toEqual(["no_listens_in_zip", 0]);
});
