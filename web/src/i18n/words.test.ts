import { expect, test } from "vitest";

interface Found {
  readonly file: string;
  readonly list: string;
  readonly word: string;
  readonly phrase: { en: unknown; ru?: unknown };
}

const modules = import.meta.glob<Record<string, unknown>>("../**/*words.ts", { eager: true });
const sources = import.meta.glob<string>("../**/*.ts", { eager: true, query: "?raw", import: "default" });

function isPhrase(value: unknown): value is Found["phrase"] {
  return typeof value === "object" && value !== null && "en" in value;
}

const found: Found[] = Object.entries(modules).flatMap(([file, module]) =>
  Object.entries(module).flatMap(([list, words]) =>
    typeof words !== "object" || words === null || isPhrase(words)
      ? []
      : Object.entries(words).flatMap(([word, phrase]) =>
          isPhrase(phrase) ? [{ file, list, word, phrase }] : [],
        ),
  ),
);

test("words are found at all", () => {
  expect(found.length).toBeGreaterThan(500);
});

/** Sentences that the documents fix (S, K, D and C rules), and names. */
const FIXED = [
  "Anonymous",
  "Bulk Delete Orphans",
  "Copy link sent! Recipients get their own version to remix.",
  "Export Orphans",
  "Forbidden",
  "ID",
  "Invite",
  "It's still here! Editing will mark it as active again.",
  "Moment saved",
  "Moment saved, {time}",
  "New",
  "No moments captured yet.",
  "Remix",
  "Remixed from",
  "Remixed from an unknown session",
  "Remixed! You're now editing a copy.",
  "Send Copy",
  "Session link copied! Anyone with this link can edit.",
  "Telegram",
  "This session has ended.",
  "Timestamps paused — stream is on break.",
  "Unknown Session",
  "Untitled Session",
  "What just happened?",
  "⚠️ This session hasn't been used in over 90 days.",
  "🔥 Clip Moment",
  "🟠 Orphan",
  "🟢 Active",
];

test("every other word has its Russian", () => {
  const bare = found.filter(({ phrase }) => phrase.ru === undefined).map(({ phrase }) => phrase.en);
  expect([...new Set(bare)].sort()).toEqual([...FIXED].sort());
});

test("every word is used", () => {
  const code = Object.entries(sources)
    .filter(([file]) => !file.endsWith(".test.ts"))
    .map(([, text]) => text)
    .join("\n");
  const unused = found.filter(({ list, word }) => {
    if (new RegExp(`\\b${list}\\[(?!")`).test(code)) return false; // chosen by what the server says
    return !new RegExp(`\\.${word}\\b|["'\`]${word}["'\`]`).test(code);
  });
  expect(unused.map(({ file, list, word }) => `${file} ${list}.${word}`)).toEqual([]);
});
