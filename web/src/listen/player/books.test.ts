import { expect, test } from "vitest";
import { byBook, openUrl } from "./files";
import { fingerprint } from "./fingerprint";
import { inOrder, isSound, line } from "./media";
import { SleepTimer } from "./sleep-timer";

function chosen(name: string, folder?: string) {
  return { file: new File(["x"], name), handle: undefined, folder };
}

test("the files of a folder are one book in the order of their names, and every other file is one", () => {
  const files = [
    chosen("10.mp3", "Emma"),
    chosen("2.mp3", "Emma"),
    chosen("cover.jpg", "Emma"),
    chosen("dune.m4b"),
    chosen("notes.txt"),
    chosen("ivan.ogg"),
  ];
  const books = byBook(files).map((book) => book.map(({ file }) => file.name));
  expect(books).toEqual([["2.mp3", "10.mp3"], ["dune.m4b"], ["ivan.ogg"]]);
  expect(isSound({ name: "x", type: "audio/x-m4b" })).toBe(true);
});

test("chapters are in the order of their starts, none twice, and have a name", () => {
  const found = inOrder([
    { title: "Two", startMs: 20_000.4 },
    { title: "", startMs: 0 },
    { title: "Again", startMs: 20_000 },
    { title: "Nowhere", startMs: Number.NaN },
  ]);
  expect(found).toEqual([
    { title: "1", startMs: 0 },
    { title: "Two", startMs: 20_000 },
  ]);
});

test("a text of a file becomes one short line, or nothing", () => {
  expect(line(" a\n\u0000b ")).toBe("a b");
  expect([line("  "), line(undefined)]).toEqual([undefined, undefined]);
  expect([...(line("🎧".repeat(300)) ?? "")].length).toBe(200);
});

test("a book is known by its content and not by its name", async () => {
  const a = new File(["content"], "a.mp3");
  const prints = await Promise.all([
    fingerprint([a]),
    fingerprint([new File(["content"], "b.mp3")]),
    fingerprint([new File(["contend"], "a.mp3")]),
    fingerprint([a, a]),
  ]);
  expect(prints[0]).toBe(prints[1]);
  expect(new Set(prints).size).toBe(3);
  expect(prints.every((print) => /^sha-[0-9a-f]{40}$/.test(print))).toBe(true);
});

test("a book of the web has an https address, and its file's name as its title", async () => {
  for (const bad of [
    "",
    "book.mp3",
    "http://a.example/b.mp3",
    "https://me:pass@a.example/b.mp3",
    "javascript:alert(1)",
  ])
    expect(await openUrl(bad)).toBeUndefined();
  const book = await openUrl(" https://a.example/x/Sea%20Tales.mp3?sig=1#t=5 ");
  expect([book?.title, book?.name, book?.parts[0]?.url]).toEqual([
    "Sea Tales",
    "Sea Tales.mp3",
    "https://a.example/x/Sea%20Tales.mp3?sig=1",
  ]);
  expect((await openUrl("https://a.example/%zz"))?.name).toBe("a.example");
});

test("a sleep timer stops once, after its minutes or at the end of the chapter", () => {
  const timer = new SleepTimer();
  expect([timer.left, timer.isOver(1e9)]).toEqual([undefined, false]);
  timer.chapter(5_000);
  expect([timer.left, timer.isOver(4_999), timer.isOver(5_000), timer.isOver(6_000)]).toEqual([
    "chapter",
    false,
    true,
    false,
  ]);
  timer.minutes(0);
  expect([timer.isOver(0), timer.left]).toEqual([true, undefined]);
  timer.minutes(5);
  timer.off();
  expect(timer.isOver(0)).toBe(false);
});
