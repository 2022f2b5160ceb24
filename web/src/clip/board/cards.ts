import { groupMoments, type Moment } from "../moments/moments";
import type { Clip } from "../session";
import type { BoardOptions } from "./options";

/** Of a whole evening only the end is grouped, and once: a board runs beside a game, and redraws each second. */
const RECENT_TAPS = 2000;
const ends = new WeakMap<readonly Clip[], readonly Clip[]>();

function endOf(clips: readonly Clip[]): readonly Clip[] {
  const end = ends.get(clips) ?? clips.slice(-RECENT_TAPS);
  ends.set(clips, end);
  return end;
}

export interface Card {
  readonly moment: Moment;
  /** 0 is the newest. */
  readonly age: number;
  readonly isShown: boolean;
}

/**
 * The newest moments, in the order of time. One more than is shown and those whose time is over stay as cards that are
 * not seen: they fade, and nothing jumps.
 */
export function cardsOf(
  clips: readonly Clip[],
  { count, hideAfter }: Pick<BoardOptions, "count" | "hideAfter">,
  now: number,
): Card[] {
  const newest = groupMoments(endOf(clips)).slice(-(count + 1));
  return newest.map((moment, at) => {
    const age = newest.length - 1 - at;
    const isOver = hideAfter > 0 && now - moment.touchedAt >= hideAfter * 1000;
    return { moment, age, isShown: age < count && !isOver };
  });
}
