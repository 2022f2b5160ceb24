import { client } from "../../app/client";
import type { contract } from "../../sdk";
import { type Found, type Hit, NOTHING } from "./found";
import { type Passage, wordOf, wordStarts } from "./sources";

const WORD = /[\p{L}\p{N}]+/gu;
const LONGEST = 200;

/** Lower case, with `е` for `ё`; each character stays at its place. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  const same =
    lower.length === text.length
      ? lower
      : text.replace(/./gsu, (one) => {
          const small = one.toLowerCase();
          return small.length === one.length ? small : one;
        });
  return same.replaceAll("ё", "е");
}

/** Where a text has the typed characters, or one of the words as a whole; the first and longest of what overlaps. */
export function placesIn(
  text: string,
  typed: RegExp | undefined,
  words: ReadonlySet<string>,
): [number, number][] {
  const folded = fold(text);
  const places: [number, number][] = [];
  for (const { index, 0: found } of typed ? folded.matchAll(typed) : [])
    places.push([index, index + found.length]);
  if (words.size > 0)
    for (const { index, 0: found } of folded.matchAll(WORD))
      if (words.has(found)) places.push([index, index + found.length]);
  places.sort(([a, aEnd], [b, bEnd]) => a - b || bEnd - aEnd);
  let end = 0;
  return places.filter(([from, to]) => {
    const isFree = from >= end;
    if (isFree) end = to;
    return isFree;
  });
}

/** What is typed, as it is looked for: quotes set phrases apart, and any space is any other. */
export function patternOf(words: string): RegExp | undefined {
  const phrases = fold(words)
    .split('"')
    .map((one) => one.trim().split(/\s+/u).filter(Boolean))
    .filter((one) => one.length > 0)
    .map((one) => one.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("\\s+"));
  return phrases.length > 0 ? new RegExp(phrases.join("|"), "gu") : undefined;
}

/** Finds in what was said: in the data, so also where the page has not drawn the text yet. */
export class Find {
  found: Found;
  #passages: readonly Passage[] = [];
  #forms: ReadonlySet<string> = new Set();
  readonly #tell: (found: Found) => void;

  constructor(tell: (found: Found) => void, found = NOTHING) {
    [this.#tell, this.found] = [tell, found];
  }

  /** Takes in another text. The current hit stays the current one, and nothing moves. */
  read(passages: readonly Passage[]): void {
    this.#passages = passages;
    if (!this.found.words) return;
    const current = this.found.hits[this.found.at];
    this.#look(this.found.words, current?.ms ?? 0, this.found.turn);
    this.#tell(this.found);
  }

  /** Looks for other words; the first hit at `ms` or after it becomes the current one. */
  look(words: string, ms: number): void {
    this.#forms = new Set();
    this.#look(words.slice(0, LONGEST), ms, this.found.turn + 1);
    this.#tell(this.found);
  }

  /** Goes to the next hit (1) or the one before (-1), round the ends. */
  step(by: number): void {
    const { hits, at, turn } = this.found;
    if (hits.length === 0) return;
    this.found = { ...this.found, at: (at + by + hits.length) % hits.length, turn: turn + 1 };
    this.#tell(this.found);
  }

  /** Looks for what the search of all sessions found here: every form of the words, as the server marks them. */
  async searched(words: string, sessionId: string, ms: number): Promise<void> {
    this.look(words, ms);
    if (words.includes('"')) return;
    const query = { q: words, session_id: sessionId };
    // Without an answer, what was typed is found as it stands.
    const answer = await client
      .request<contract.VoiceFound>("GET", "/voicebot/search", { query })
      .catch(() => null);
    if (!answer || this.found.words !== words) return;
    const marked = answer.items.flatMap(({ places }) =>
      places.flatMap(({ text }) => text.filter((_, i) => i % 2 === 1)),
    );
    this.#forms = new Set(marked.map(fold));
    this.#look(words, ms, this.found.turn + 1);
    this.#tell(this.found);
  }

  #look(words: string, ms: number, turn: number): void {
    const typed = patternOf(words);
    const hits: Hit[] = [];
    const of = new Map<string, Hit[]>();
    for (const { segment, from: begins } of typed ? this.#passages : []) {
      const places = placesIn(segment.text, typed, this.#forms);
      if (places.length === 0) continue;
      const starts = wordStarts(segment);
      const own = places.map(([from, to]) => {
        const word = Math.min(wordOf(segment.text, from), starts.length - 1);
        return { id: segment.segment_id, from, to, ms: begins + (starts[word] ?? 0) };
      });
      of.set(segment.segment_id, own);
      hits.push(...own);
    }
    const next = hits.findIndex((one) => one.ms >= ms);
    this.found = { words, hits, of, at: next < 0 && hits.length > 0 ? 0 : next, turn };
  }
}

/** The ticks above a waveform that is `width` wide: one path for all, each place once. */
export function ticksOf(hits: readonly { ms: number }[], length: number, width: number): string {
  if (length <= 0) return "";
  const places = new Set(hits.map(({ ms }) => Math.min(width - 2, Math.round((ms / length) * width))));
  return [...places].map((x) => `M${x} 0h2v6h-2z`).join("");
}
