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

/** The longest moment that is put together by hand. */
export const MAX_MERGED_SECONDS = 120;

/** What a streamer decided by hand (CL12), `segment:second` → whether a moment begins there. */
export type Cuts = ReadonlyMap<string, boolean>;
export const NO_CUTS: Cuts = new Map();

/** A moment: one thing that happened, and all taps for it. What only a few rows show is counted when it is asked for. */
export class Moment {
  private words: Words | undefined;

  /** `byHand`: the streamer decided where it begins or ends. */
  constructor(
    readonly clips: readonly Clip[],
    readonly byHand: boolean,
  ) {}

  private get known(): Words {
    this.words ??= wordsOf(this.clips);
    return this.words;
  }

  get first(): Clip {
    return this.clips[0] as Clip;
  }

  get last(): Clip {
    return this.clips.at(-1) as Clip;
  }

  /** The id of the first tap that reached the server: it stays while the moment grows. */
  get id(): string {
    return this.known.oldest.id;
  }

  get segmentIndex(): number {
    return this.first.segment_index;
  }

  /** The second with the most taps; of equal seconds the first. */
  get offsetSeconds(): number {
    return this.known.peak.offset_seconds;
  }

  get offsetHms(): string {
    return this.known.peak.offset_hms;
  }

  get note(): string | null {
    return this.known.noted.note;
  }

  /** The tap whose note names the moment: edits change that note. */
  get noted(): Clip {
    return this.known.noted;
  }

  get tag(): Tag | null {
    return this.known.tags[0]?.[0] ?? null;
  }

  /** The tags with their taps, the most frequent first; of equally frequent ones the one given first. */
  get tags(): readonly (readonly [Tag, number])[] {
    return this.known.tags;
  }

  /** The different names that people gave, in the order of the taps. */
  get names(): readonly string[] {
    return this.known.names;
  }

  /** Unix ms of the newest tap's arrival. */
  get touchedAt(): number {
    return Date.parse(this.known.newest.created_at);
  }

  /** Whether it is marked as clipped; it stays so when further taps arrive in it. */
  get clipped(): boolean {
    return this.known.clipped;
  }
}

interface Words {
  readonly oldest: Clip;
  readonly newest: Clip;
  readonly peak: Clip;
  readonly noted: Clip;
  readonly tags: readonly (readonly [Tag, number])[];
  readonly names: readonly string[];
  readonly clipped: boolean;
}

/** The second at which a chain of taps that is too long is cut: its deepest valley; the latest of equal ones. */
function cutAt(first: number, seconds: readonly number[], counts: readonly number[]): number {
  const taps = new Array<number>(MAX_MOMENT_SECONDS + 1).fill(0);
  for (const [at, second] of seconds.entries()) taps[second - first] = counts[at] ?? 0;
  const density = taps.map((own, at) => (taps[at - 1] ?? 0) + 2 * own + (taps[at + 1] ?? 0));
  const peakFrom = [...density];
  for (let at = MAX_MOMENT_SECONDS - 1; at >= 0; at -= 1)
    peakFrom[at] = Math.max(density[at] ?? 0, peakFrom[at + 1] ?? 0);
  let best = MAX_MOMENT_SECONDS;
  let deepest = -1;
  let highest = Math.max(...density.slice(0, MIN_CUT_SECONDS));
  for (let at = MIN_CUT_SECONDS; at <= MAX_MOMENT_SECONDS; at += 1) {
    const own = density[at] ?? 0;
    highest = Math.max(highest, own);
    const depth = Math.min(highest, peakFrom[at] ?? 0) - own;
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

/** The starts after what was decided by hand, and those of them whose moment is so made. */
function byHand(
  starts: readonly number[],
  seconds: readonly number[],
  cuts: ReadonlyMap<number, boolean>,
): { starts: number[]; made: Set<number> } {
  const begins = new Set(starts);
  const split = new Set<number>();
  const merged = new Set<number>();
  const placeOf = (second: number) => seconds.findIndex((one) => one >= second);
  for (const [second, begin] of cuts) {
    const at = placeOf(second);
    if (begin && at > 0 && !begins.has(at)) split.add(at);
  }
  for (const at of split) begins.add(at);
  const joins = [...cuts].filter(([, begin]) => !begin).map(([second]) => second);
  for (const second of joins.sort((a, b) => a - b)) {
    const at = placeOf(second);
    if (at <= 0 || !begins.has(at) || seconds[at] !== second) continue;
    const before = Math.max(...[...begins].filter((start) => start < at));
    const end = Math.min(seconds.length, ...[...begins].filter((start) => start > at));
    if ((seconds[end - 1] ?? 0) - (seconds[before] ?? 0) > MAX_MERGED_SECONDS) continue;
    begins.delete(at);
    merged.add(before);
  }
  const ordered = [...begins].sort((a, b) => a - b);
  const made = ordered.filter(
    (start, at) => split.has(start) || split.has(ordered[at + 1] ?? -1) || merged.has(start),
  );
  return { starts: ordered, made: new Set(made) };
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
  if (edited) return edited;
  const notes = counted(arrived.map((clip) => clip.note));
  return highest(arrived, (clip) => (clip.note === null ? 0 : (notes.get(clip.note) ?? 0)));
}

function wordsOf(clips: readonly Clip[]): Words {
  const arrived = [...clips].sort(
    (a, b) => Number(a.created_at > b.created_at) || -Number(a.created_at < b.created_at),
  );
  const perSecond = counted(clips.map((clip) => clip.offset_seconds));
  const tags = counted(clips.map((clip) => clip.tag).filter((tag) => tag !== null));
  const peak = highest(clips, (clip) => perSecond.get(clip.offset_seconds) ?? 0) as Clip;
  return {
    oldest: arrived[0] as Clip,
    newest: arrived.at(-1) as Clip,
    peak,
    noted: notedTap(arrived) as Clip,
    tags: [...tags].sort((a, b) => b[1] - a[1]),
    names: [...new Set(clips.map((clip) => clip.submitted_by).filter((name) => name !== null))],
    clipped: clips.some((clip) => clip.clipped),
  };
}

/** The moments of the taps of one segment, which are `clips` from `from` to before `to`. */
function ofSegment(clips: readonly Clip[], from: number, to: number, cuts: Cuts): Moment[] {
  const seconds: number[] = [];
  const counts: number[] = [];
  const places: number[] = [];
  for (let at = from; at < to; at += 1) {
    const second = clips[at]?.offset_seconds ?? 0;
    if (seconds.at(-1) === second) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    else {
      seconds.push(second);
      counts.push(1);
      places.push(at);
    }
  }
  const prefix = `${clips[from]?.segment_index}:`;
  const own = [...cuts].filter(([place]) => place.startsWith(prefix));
  const found = momentStarts(seconds, counts);
  const { starts, made } =
    own.length === 0
      ? { starts: found, made: new Set<number>() }
      : byHand(
          found,
          seconds,
          new Map(own.map(([place, begin]) => [Number(place.slice(prefix.length)), begin])),
        );
  return starts.map((start, at) => {
    const next = starts[at + 1];
    const own = clips.slice(places[start], next === undefined ? to : places[next]);
    return kept(own, made.has(start)) ?? new Moment(own, made.has(start));
  });
}

/** The moments of the list before, by their first tap: of 50,000 taps a mark changes one moment. */
let before = new Map<string, Moment>();

function kept(clips: readonly Clip[], isByHand: boolean): Moment | undefined {
  const one = before.get(clips[0]?.id ?? "");
  const isSame =
    one?.byHand === isByHand &&
    one.clips.length === clips.length &&
    one.clips.every((clip, at) => clip === clips[at]);
  return isSame ? one : undefined;
}

function grouped(clips: readonly Clip[], cuts: Cuts): Moment[] {
  const moments: Moment[] = [];
  let from = 0;
  for (let at = 1; at <= clips.length; at += 1) {
    if (clips[at]?.segment_index === clips[from]?.segment_index) continue;
    moments.push(...ofSegment(clips, from, at, cuts));
    from = at;
  }
  return moments;
}

const known = new WeakMap<readonly Clip[], { cuts: Cuts; moments: Moment[] }>();

/** Groups taps, given in their order (C14), into moments. The result is cached for the same list. */
export function groupMoments(clips: readonly Clip[], cuts: Cuts = NO_CUTS): readonly Moment[] {
  const same = known.get(clips);
  if (same?.cuts === cuts) return same.moments;
  const moments = grouped(clips, cuts);
  before = new Map(moments.map((moment) => [moment.first.id, moment]));
  known.set(clips, { cuts, moments });
  return moments;
}

export type MomentOrder = "newest" | "time" | "hottest";

/** `newest`: where the stream is now first. `hottest`: most taps first, ties in time. */
export function ordered(moments: readonly Moment[], order: MomentOrder): Moment[] {
  if (order === "time") return [...moments];
  if (order === "newest") return [...moments].reverse();
  return [...moments].sort((a, b) => b.clips.length - a.clips.length);
}
