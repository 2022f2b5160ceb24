import type { Chapter } from "./media";

/** From this far into a chapter, the key for the previous one goes to the start of this one. */
const BEGUN_MS = 3_000;

/** In the whole book, in ms. */
export interface Reach {
  readonly from: number;
  readonly to: number;
}

/** The number of the chapter at a place, from 0; -1 without chapters. */
export function chapterAt(chapters: readonly Chapter[], positionMs: number): number {
  return chapters.findLastIndex((one) => one.startMs <= positionMs);
}

/** From where to where a chapter goes; a book without chapters is one. */
export function reachOf(chapters: readonly Chapter[], chapter: number, durationMs: number): Reach {
  return { from: chapters[chapter]?.startMs ?? 0, to: chapters[chapter + 1]?.startMs ?? durationMs };
}

/** Where the next or the previous chapter begins; undefined in the last one. */
export function stepFrom(chapters: readonly Chapter[], positionMs: number, by: 1 | -1): number | undefined {
  const chapter = chapterAt(chapters, positionMs);
  if (by > 0 && chapter >= chapters.length - 1) return undefined;
  const { from } = reachOf(chapters, chapter, 0);
  if (by < 0 && positionMs - from > BEGUN_MS) return from;
  return chapters[Math.max(0, chapter + by)]?.startMs ?? 0;
}
