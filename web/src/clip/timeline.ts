import type { Segment } from "./session";

/** Times of a stream, all in Unix ms unless a name says seconds. */

const ms = (iso: string): number => Date.parse(iso);

/** `HH:MM:SS`; hours grow beyond two digits. Negative seconds are zero. */
export function hms(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
}

/** A segment's length in seconds; an open one reaches until now. */
export function lengthSeconds(segment: Segment, now: number): number {
  return Math.max(
    0,
    ((segment.end_time === null ? now : ms(segment.end_time)) - ms(segment.start_time)) / 1000,
  );
}

export function currentSegment(segments: readonly Segment[]): Segment | undefined {
  return segments.at(-1);
}

/** The clock: the offset in the last segment, which stops when that segment is closed. */
export function clockSeconds(segments: readonly Segment[], now: number): number {
  const segment = currentSegment(segments);
  return segment ? Math.floor(lengthSeconds(segment, now)) : 0;
}

/** The position in a video whose breaks were cut out: every earlier segment's length, and the offset in this one. */
export function vodSeconds(segments: readonly Segment[], index: number, offsetSeconds: number): number {
  const earlier = segments.filter((segment) => segment.index < index);
  return (
    earlier.reduce((sum, segment) => sum + lengthSeconds(segment, ms(segment.start_time)), 0) + offsetSeconds
  );
}

/** From the first second on air until now or the end, breaks included. */
export function streamSeconds(segments: readonly Segment[], now: number): number {
  const first = segments[0];
  const last = currentSegment(segments);
  if (!first || !last) return 0;
  return Math.max(0, ((last.end_time === null ? now : ms(last.end_time)) - ms(first.start_time)) / 1000);
}

/** A part of the stream's timeline: a segment, or a break between two. `end` of the running one is now. */
export interface Stretch {
  readonly kind: "segment" | "break";
  readonly start: number;
  readonly end: number;
  readonly segment?: Segment;
}

/** Segments and breaks in order. The last part of a paused stream is the present break. */
export function stretches(segments: readonly Segment[], now: number, paused: boolean): Stretch[] {
  const result: Stretch[] = [];
  for (const segment of segments) {
    const start = ms(segment.start_time);
    const before = result.at(-1);
    if (before && start > before.end) result.push({ kind: "break", start: before.end, end: start });
    const end = segment.end_time === null ? Math.max(now, start) : ms(segment.end_time);
    result.push({ kind: "segment", start, end, segment });
  }
  const last = result.at(-1);
  if (paused && last && now > last.end) result.push({ kind: "break", start: last.end, end: now });
  return result;
}
