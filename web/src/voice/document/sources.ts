import type { contract } from "../../sdk";
import type { VoiceView } from "../live";

/** A recording or an attached voice that can be heard. The document plays them one after the other. */
export interface Source {
  readonly id: string;
  readonly audio: string;
  readonly peaks: readonly number[];
  /** Where it begins in the document, and how long it is. */
  readonly from: number;
  readonly length: number;
}

/** A segment in the document: its times are the document's, in ms. */
export interface Passage {
  readonly segment: contract.SpeechSegment;
  readonly from: number;
  readonly to: number;
}

/** What can be heard of a session, in the order in which it was made. */
export function sourcesOf({ recordings, materials }: Pick<VoiceView, "recordings" | "materials">): Source[] {
  const heard = [
    ...recordings.map((one) => ({ ...one, id: one.recording_id, audio: one.audio_url })),
    ...materials
      .filter((one) => one.kind === "voice")
      .map((one) => ({ ...one, id: one.material_id, audio: one.file_url })),
  ].sort((a, b) => a.created_at.localeCompare(b.created_at));
  let from = 0;
  return heard.flatMap(({ id, audio, peaks, duration_ms }) => {
    if (!audio || !duration_ms) return [];
    const source = { id, audio, peaks: peaks ?? [], from, length: duration_ms };
    from += duration_ms;
    return [source];
  });
}

export function lengthOf(sources: readonly Source[]): number {
  return sources.reduce((sum, one) => sum + one.length, 0);
}

/** The source that is heard at a time of the document. */
export function sourceAt(sources: readonly Source[], ms: number): Source | undefined {
  return sources.findLast((one) => one.from <= ms) ?? sources[0];
}

/** What was said, in the order in which it is heard. */
export function passagesOf(
  segments: readonly contract.SpeechSegment[],
  sources: readonly Source[],
): Passage[] {
  const starts = new Map(sources.map((one) => [one.id, one.from]));
  return segments
    .flatMap((segment) => {
      const start = starts.get(segment.source_id);
      if (start === undefined) return [];
      return [{ segment, from: start + segment.start_ms, to: start + segment.end_ms }];
    })
    .sort((a, b) => a.from - b.from);
}

/** The passage that is heard at a time, or was the last one before it; -1 before the first. */
export function passageAt(passages: readonly Passage[], ms: number): number {
  let [from, to] = [0, passages.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((passages[middle] as Passage).from <= ms) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

/** When each word of a segment begins, in ms after the segment; near, when the service does not say. */
export function wordStarts({ text, words, start_ms, end_ms }: contract.SpeechSegment): number[] {
  const count = text.split(" ").length;
  if (words) {
    const bytes = atob(words);
    return Array.from({ length: Math.min(count, bytes.length / 2) }, (_, i) => {
      return 10 * (bytes.charCodeAt(2 * i) + 256 * bytes.charCodeAt(2 * i + 1));
    });
  }
  let passed = 0;
  return text.split(" ").map((word) => {
    const at = ((end_ms - start_ms) * passed) / (text.length + 1);
    passed += word.length + 1;
    return at;
  });
}

/** The word that is heard `ms` after the segment's beginning. */
export function wordAt(starts: readonly number[], ms: number): number {
  return Math.max(
    0,
    starts.findLastIndex((at) => at <= ms),
  );
}

/** Where a word stands in its text: first character, and the one behind it. */
export function placeOf(text: string, word: number): [number, number] {
  let from = 0;
  for (let i = 0; i < word; i++) from = text.indexOf(" ", from) + 1;
  const to = text.indexOf(" ", from);
  return [from, to < 0 ? text.length : to];
}

/** The word at a character of the text. */
export function wordOf(text: string, character: number): number {
  return text.slice(0, character).split(" ").length - 1;
}

/** A gap shorter than this is how people talk. */
const SILENCE_MS = 1_500;
const KEPT_MS = 400;

/** Where nothing is said: from and to, in ms of the document. What comes before a word and after it is kept for a moment. */
export function silences(passages: readonly Passage[], length: number): [number, number][] {
  const found: [number, number][] = [];
  let end = 0;
  for (const { from, to } of [...passages, { from: length, to: length }]) {
    if (from - end > SILENCE_MS) found.push([end + KEPT_MS, from - KEPT_MS]);
    end = Math.max(end, to);
  }
  return found;
}

/** `#<source>.<ms, nine digits>` names a moment: it stays when something is heard before it later. */
export function momentIn(hash: string, sources: readonly Source[]): number | null {
  const named = /^#([0-9a-f-]{36})\.(\d{9})$/.exec(hash);
  const source = sources.find((one) => one.id === named?.[1]);
  return source ? source.from + Math.min(Number(named?.[2]), source.length) : null;
}

/** The name of a moment. */
export function hashOf(sources: readonly Source[], ms: number): string {
  const source = sourceAt(sources, ms);
  return source ? `#${source.id}.${String(Math.floor(ms - source.from)).padStart(9, "0")}` : "";
}
