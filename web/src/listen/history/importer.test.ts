import { expect, test } from "vitest";
import { readImport, requests } from "./import-file";
import { Importer, type Send } from "./importer";

function listen(at: number, extra: object = {}) {
  const track = { track_name: "Leagues", artist_name: "Verne", tags: ["sea"], ...extra };
  return { listened_at: at, recording_msid: "x".repeat(36), track_metadata: track };
}

const SESSION = {
  id: "s1",
  libraryItemId: "li",
  startedAt: 1,
  timeListening: 60,
  chapters: [{ title: "1" }],
};

test("LI11 a file of listens is known by what is in it: a list, a submission, lines, or one listen", () => {
  const two = [listen(1), listen(2)];
  const forms = [
    JSON.stringify(two),
    JSON.stringify({ listen_type: "import", payload: two }),
    `${two.map((one) => JSON.stringify(one)).join("\n")}\n`,
  ];
  for (const text of forms) {
    const found = readImport(text);
    expect(found?.source).toBe("listenbrainz");
    expect(found?.items).toEqual(
      [1, 2].map((at) => ({
        listened_at: at,
        track_metadata: { track_name: "Leagues", artist_name: "Verne", additional_info: {} },
      })),
    );
  }
  expect(readImport(JSON.stringify(listen(1)))?.items).toHaveLength(1);
});

test("LI11 a page of Audiobookshelf is read, and only what is needed of it is sent", () => {
  const found = readImport(JSON.stringify({ total: 1, sessions: [SESSION] }));
  const { chapters: _, ...needed } = SESSION;
  expect(found).toEqual({ source: "audiobookshelf", items: [needed] });
});

test("LI11 an item of another form is sent empty and so refused with the others' results", () => {
  expect(
    readImport(JSON.stringify(["?", SESSION, null]))?.items.map((one) => Object.keys(one).length),
  ).toEqual([0, 4, 0]);
  expect(readImport(`${JSON.stringify(SESSION)}\n{broken\n`)?.items).toHaveLength(2);
});

test("LI11 other files are refused", () => {
  for (const text of ["", "null", "[]", "{}", "title,artist\na,b", "7", '[{"name":"x"}]'])
    expect(readImport(text)).toBeUndefined();
});

test("LI11 requests are bounded by items and by length", () => {
  const many = Array.from({ length: 450 }, (_, at) => ({ at }));
  expect([...requests(many)].map((one) => one.length)).toEqual([200, 200, 50]);
  const long = (letters: number) => ({ title: "x".repeat(letters) });
  const parts = [...requests([long(150_000), long(100_000), long(300_000), long(10)])];
  expect(parts.map((one) => one.length)).toEqual([1, 3]);
  expect(parts[1]?.[1]).toEqual({});
});

test("LI11 a file that is not UTF-8 is refused, and its letters are not replaced", async () => {
  const importer = new Importer();
  const { signal } = new AbortController();
  const russian = new TextEncoder().encode(JSON.stringify([listen(1, { track_name: "?" })]));
  russian[russian.indexOf(0x3f)] = 0xc6; // "Ж" in windows-1251
  const bom = new Uint8Array([0xef, 0xbb, 0xbf]);
  const files = [
    new File([russian], "cp1251.json"),
    new File([bom, JSON.stringify([listen(2)])], "bom.json"),
    new File([russian.slice(1)], "cp1251.jsonl"),
    new File(
      [new Uint16Array([0xfeff, ...[...JSON.stringify(listen(3))].map((one) => one.charCodeAt(0))])],
      "utf16.json",
    ),
  ];
  expect(await importer.read(files, signal)).toEqual([
    { name: "cp1251.json", code: "not_utf8" },
    { name: "cp1251.jsonl", code: "not_utf8" },
  ]);
  expect(importer.total).toBe(2);
});

test("LI11 an import counts results and reasons, and goes on after a failure where it stopped", async () => {
  const items = Array.from({ length: 250 }, (_, at) => listen(at));
  const importer = new Importer();
  const { signal } = new AbortController();
  const files = [new File([JSON.stringify(items)], "a.json"), new File(["no"], "b.txt")];
  expect(await importer.read(files, signal)).toEqual([{ name: "b.txt", code: "not_listens" }]);
  expect(importer.total).toBe(250);
  const sent: number[] = [];
  let fails = false;
  const send: Send = async (source, body) => {
    expect(source).toBe("listenbrainz");
    const { payload } = body as { payload: unknown[] };
    if (fails) throw new Error("offline");
    fails = true;
    sent.push(payload.length);
    return {
      items: payload.map((_, at) =>
        at === 0
          ? { result: "refused", reason: "no_length" }
          : { result: at === 1 ? "known" : "stored", reason: null },
      ),
    };
  };
  let moves = 0;
  await expect(importer.run(send, () => (moves += 1), signal)).rejects.toThrow("offline");
  expect([importer.done, moves]).toEqual([200, 1]);
  fails = false;
  await importer.run(send, () => (moves += 1), signal);
  expect(sent).toEqual([200, 50]);
  expect([importer.stored, importer.known, importer.refused]).toEqual([246, 2, 2]);
  expect([...importer.reasons]).toEqual([["no_length", 2]]);
});
