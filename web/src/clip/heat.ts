import type { Clip } from "./session";

/** A bar is hot from two taps on, if that is also at least half of the highest bar. */
const HOT_HEAT = 2;

export interface HeatBar {
  readonly taps: number;
  /** 0 to 1 of the highest bar. */
  readonly height: number;
  readonly hot: boolean;
}

/** The heights of the bars. A tap adds half to its neighbours too, because a single narrow bar is easily overlooked. */
export function bars(counts: readonly number[]): HeatBar[] {
  const heat = counts.map((taps, index) => taps + ((counts[index - 1] ?? 0) + (counts[index + 1] ?? 0)) / 2);
  const top = Math.max(0, ...heat);
  return counts.map((taps, index) => {
    const own = heat[index] ?? 0;
    return { taps, height: top === 0 ? 0 : own / top, hot: own >= HOT_HEAT && own * 2 >= top };
  });
}

/** Taps of one segment in equal parts of its length. */
export function heatCounts(clips: readonly Clip[], lengthSeconds: number, parts: number): number[] {
  const counts = new Array<number>(parts).fill(0);
  for (const clip of clips) {
    const part = lengthSeconds <= 0 ? 0 : Math.floor((clip.offset_seconds / lengthSeconds) * parts);
    const at = Math.min(parts - 1, Math.max(0, part));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

/** The number of bars of a strip: in proportion to its share of the whole, but never too few to read. */
export function partsFor(share: number, most: number): number {
  return Math.max(6, Math.min(most, Math.round(share * most)));
}
