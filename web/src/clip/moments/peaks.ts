import type { Moment } from "./moments";

/**
 * How far a moment stands out of its minutes and of the audience then present (CL10). `sessions/clip/peaks.py` does the
 * same on the server, with the reasons; both are tested with `peaks.cases.json`.
 */
const HALF_MINUTE = 30;
const AROUND = 10;
const PRESENT_SECONDS = 600;
const JOINS = 20;
const SAME_EVENT_SECONDS = 20;

export interface Peak {
  readonly moment: Moment;
  /** Different people, not taps. */
  readonly people: number;
  readonly heat: number;
}

/** The heat to a tenth, as it is shown. */
export const shownHeat = (heat: number): number => Math.floor(heat * 10 + 0.5) / 10;

function median(counts: number[]): number {
  if (counts.length === 0) return 0;
  counts.sort((a, b) => a - b);
  const middle = counts.length >> 1;
  const upper = counts[middle] ?? 0;
  return counts.length % 2 ? upper : ((counts[middle - 1] ?? 0) + upper) / 2;
}

/** For each moment the number of people who tapped within PRESENT_SECONDS of its peak: a window that slides. */
function audiences(moments: readonly Moment[]): number[] {
  const taps = moments.flatMap((moment) => moment.clips);
  const present = new Map<string, number>();
  let entering = 0;
  let leaving = 0;
  return moments.map(({ offsetSeconds }) => {
    for (; (taps[entering]?.offset_seconds ?? Infinity) <= offsetSeconds + PRESENT_SECONDS; entering += 1) {
      const { person = "" } = taps[entering] ?? {};
      present.set(person, (present.get(person) ?? 0) + 1);
    }
    for (; (taps[leaving]?.offset_seconds ?? Infinity) < offsetSeconds - PRESENT_SECONDS; leaving += 1) {
      const { person = "" } = taps[leaving] ?? {};
      const left = (present.get(person) ?? 0) - 1;
      if (left > 0) present.set(person, left);
      else present.delete(person);
    }
    return present.size;
  });
}

function peopleOf(moment: Moment): number {
  return moment.clips.length === 1 ? 1 : new Set(moment.clips.map((clip) => clip.person)).size;
}

function ofSegment(moments: readonly Moment[]): Peak[] {
  const halves: (Set<string> | undefined)[] = [];
  for (const { clips } of moments) {
    for (const { offset_seconds, person } of clips) {
      const half = Math.floor(offset_seconds / HALF_MINUTE);
      const there = halves[half] ?? new Set();
      halves[half] = there.add(person);
    }
  }
  const present = audiences(moments);
  return moments.map((moment, number) => {
    const [first, last] = [moment.first.offset_seconds, moment.last.offset_seconds];
    const [firstHalf, lastHalf] = [Math.floor(first / HALF_MINUTE), Math.floor(last / HALF_MINUTE)];
    const counts: number[] = [];
    for (let half = firstHalf - AROUND; half <= lastHalf + AROUND; half += 1) {
      const isOwn = half >= firstHalf && half <= lastHalf;
      if (!isOwn && half >= 0 && half < halves.length) counts.push(halves[half]?.size ?? 0);
    }
    const usual = (median(counts) * (last - first + 1)) / HALF_MINUTE;
    const people = peopleOf(moment);
    const usualSpread = Math.sqrt(1 + usual + (present[number] ?? 0) / JOINS);
    return { moment, people, heat: Math.max(0, (people - usual) / usualSpread) };
  });
}

const known = new WeakMap<readonly Moment[], readonly Peak[]>();
let latest: readonly Peak[] = [];

/** Whether both are the same taps, marked or noted in another way: then people and heat are the same too. */
const isSameTaps = (a: Moment, b: Moment): boolean =>
  a === b || (a.first.id === b.first.id && a.last.id === b.last.id && a.clips.length === b.clips.length);

/** The moments, in the order of C14, with their people and their heat, in the same order. Cached for the same list. */
export function peaksOf(moments: readonly Moment[]): readonly Peak[] {
  const before = known.get(moments);
  if (before) return before;
  const isKept =
    latest.length === moments.length &&
    latest.every(({ moment }, at) => isSameTaps(moment, moments[at] as Moment));
  const peaks = isKept
    ? latest.map((peak, at) => ({ ...peak, moment: moments[at] as Moment }))
    : bySegment(moments).flatMap(ofSegment);
  latest = peaks;
  known.set(moments, peaks);
  return peaks;
}

function bySegment(moments: readonly Moment[]): Moment[][] {
  const segments: Moment[][] = [];
  for (const moment of moments) {
    if (segments.at(-1)?.[0]?.segmentIndex === moment.segmentIndex) segments.at(-1)?.push(moment);
    else segments.push([moment]);
  }
  return segments;
}

/** The hottest first; of equally hot ones that with more people, then the earlier. */
export function byHeat(peaks: readonly Peak[]): Peak[] {
  return [...peaks].sort((a, b) => b.heat - a.heat || b.people - a.people);
}

/** The best, the hottest first: one for each event, but everything that was split by hand. */
export function best(peaks: readonly Peak[], atLeast: number, most: number): Peak[] {
  const chosen: Peak[] = [];
  for (const peak of byHeat(peaks)) {
    if (chosen.length >= most) break;
    const { segmentIndex, offsetSeconds, byHand } = peak.moment;
    const isOfHotter = chosen.some(
      ({ moment }) =>
        moment.segmentIndex === segmentIndex &&
        Math.abs(moment.offsetSeconds - offsetSeconds) < SAME_EVENT_SECONDS,
    );
    if (peak.people >= atLeast && (byHand || !isOfHotter)) chosen.push(peak);
  }
  return chosen;
}
