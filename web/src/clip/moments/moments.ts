import type { Clip, Tag } from "../session";

/**
 * Groups taps into moments. `sessions/clip/moments.py` does the same on the server, with the reasons; both are tested
 * with `moments.cases.json`.
 */

/** Taps at most this far apart belong to one moment. */
export const HOT_GAP_SECONDS = 5;
/** From a moment's first tap to its last. */
export const MAX_MOMENT_SECONDS = 30;
/** A moment is not cut earlier than this after its first tap. */
const MIN_CUT_SECONDS = 10;

/** A moment: one thing that happened, and all taps for it. */
export interface Moment {
  /** The id of the first tap that reached the server: it stays while the moment grows. */
  readonly id: string;
  readonly segmentIndex: number;
  /** The second with the most taps; of equal seconds the first. */
  readonly offsetSeconds: number;
  readonly offsetHms: string;
  readonly note: string | null;
  /** The tap whose note names the moment: edits change that note. */
  readonly noted: Clip;
  readonly tag: Tag | null;
  /** The different names that people gave, in the order of the taps. */
  readonly names: readonly string[];
  /** Unix ms of the newest tap's arrival. */
  readonly touchedAt: number;
  /** Whether it is marked as clipped; it stays so when further taps arrive in it. */
  readonly clipped: boolean;
  readonly clips: readonly Clip[];
}

/** The second at which a chain of taps that is too long is cut: its deepest valley; the latest of equal ones. */
function cutAt(first: number, seconds: readonly number[], counts: readonly number[]): number {
  const taps = new Array<number>(MAX_MOMENT_SECONDS + 1).fill(0);
  for (const [at, second] of seconds.entries()) taps[second - first] = counts[at] ?? 0;
  const density = taps.map((own, at) => (taps[at - 1] ?? 0) + 2 * own + (taps[at + 1] ?? 0));
  const peakFrom = (at: number) => Math.max(...density.slice(at));
  let best = MAX_MOMENT_SECONDS;
  let deepest = -1;
  for (let at = MIN_CUT_SECONDS; at <= MAX_MOMENT_SECONDS; at += 1) {
    const own = density[at] ?? 0;
    const depth = Math.min(Math.max(...density.slice(0, at + 1)), peakFrom(at)) - own;
    if (depth > deepest || (depth === deepest && own <= (density[best] ?? 0))) {
      best = at;
      deepest = depth;
    }
  }
  return first + best;
}

/** Where in `seconds` (ascending, without repeats) each moment of one segment begins; `counts` are their taps. */
export function momentStarts(seconds: readonly number[], counts: readonly number[]): number[] {
  const starts: number[] = [];
  const second = (at: number) => seconds[at] ?? Number.POSITIVE_INFINITY;
  let at = 0;
  while (at < seconds.length) {
    starts.push(at);
    const first = second(at);
    let end = at + 1;
    while (second(end) - second(end - 1) <= HOT_GAP_SECONDS) {
      if (second(end) - first > MAX_MOMENT_SECONDS) {
        const cut = cutAt(first, seconds.slice(at, end), counts.slice(at, end));
        while (second(end - 1) >= cut) end -= 1;
        break;
      }
      end += 1;
    }
    at = end;
  }
  return starts;
}

function counted<Value>(values: Iterable<Value>): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The first of those with the highest rank. */
function highest<Value>(values: readonly Value[], rank: (value: Value) => number): Value | undefined {
  let best = values[0];
  for (const value of values) if (best === undefined || rank(value) > rank(best)) best = value;
  return best;
}

function notedTap(arrived: readonly Clip[]): Clip | undefined {
  const edited = arrived.find((clip) => clip.note_edited);
  const notes = counted(arrived.map((clip) => clip.note));
  return edited ?? highest(arrived, (clip) => (clip.note === null ? 0 : (notes.get(clip.note) ?? 0)));
}

function moment(clips: readonly Clip[]): Moment | undefined {
  const arrived = [...clips].sort(
    (a, b) => Number(a.created_at > b.created_at) || -Number(a.created_at < b.created_at),
  );
  const perSecond = counted(clips.map((clip) => clip.offset_seconds));
  const tags = counted(clips.map((clip) => clip.tag).filter((tag) => tag !== null));
  const peak = highest(clips, (clip) => perSecond.get(clip.offset_seconds) ?? 0);
  const [oldest, newest, noted] = [arrived[0], arrived.at(-1), notedTap(arrived)];
  if (!peak || !oldest || !newest || !noted) return undefined;
  return {
    id: oldest.id,
    segmentIndex: peak.segment_index,
    offsetSeconds: peak.offset_seconds,
    offsetHms: peak.offset_hms,
    note: noted.note,
    noted,
    tag: highest([...tags.keys()], (tag) => tags.get(tag) ?? 0) ?? null,
    names: [...new Set(clips.map((clip) => clip.submitted_by).filter((name) => name !== null))],
    touchedAt: Date.parse(newest.created_at),
    clipped: clips.some((clip) => clip.clipped),
    clips,
  };
}

/** The taps of one second of one segment together. */
function bySecond(clips: readonly Clip[]): Clip[][] {
  const groups: Clip[][] = [];
  for (const clip of clips) {
    const last = groups.at(-1)?.[0];
    const same = last?.segment_index === clip.segment_index && last.offset_seconds === clip.offset_seconds;
    if (same) groups.at(-1)?.push(clip);
    else groups.push([clip]);
  }
  return groups;
}

function grouped(clips: readonly Clip[]): Moment[] {
  const segments: Clip[][][] = [];
  for (const group of bySecond(clips)) {
    const before = segments.at(-1)?.[0]?.[0];
    if (before?.segment_index === group[0]?.segment_index) segments.at(-1)?.push(group);
    else segments.push([group]);
  }
  return segments
    .flatMap((seconds) => {
      const offsets = seconds.map((group) => group[0]?.offset_seconds ?? 0);
      const starts = momentStarts(
        offsets,
        seconds.map((group) => group.length),
      );
      return starts.map((start, at) => moment(seconds.slice(start, starts[at + 1]).flat()));
    })
    .filter((one) => one !== undefined);
}

const known = new WeakMap<readonly Clip[], Moment[]>();

/** Groups taps, given in their order (C14), into moments. The result is cached for the same list. */
export function groupMoments(clips: readonly Clip[]): readonly Moment[] {
  const moments = known.get(clips) ?? grouped(clips);
  known.set(clips, moments);
  return moments;
}

export type MomentOrder = "newest" | "time" | "hottest";

/** `newest`: where the stream is now first. `hottest`: most taps first, ties in time. */
export function ordered(moments: readonly Moment[], order: MomentOrder): Moment[] {
  if (order === "time") return [...moments];
  if (order === "newest") return [...moments].reverse();
  return [...moments].sort((a, b) => b.clips.length - a.clips.length);
}
