import type { Review } from "../session";
import type { ClipState } from "../state";
import { hms, vodSeconds } from "../timeline";

/** Where the video begins (D36); `sessions/clip/review.py` applies it. */
export type VideoPart = Review["video"][number];
export type VideoPoint = VideoPart["points"][number];

/** Two points further apart than this say how fast the video runs. */
const LEAST_APART = 60;
const MOST_DRIFT = 0.05;

/** `1:38:02` or `12:34` as seconds; undefined when it is no time. */
export function parsedTime(text: string): number | undefined {
  const found = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)$/.exec(text.trim());
  if (!found) return undefined;
  const [hours, minutes, seconds] = [found[1] ?? "0", found[2], found[3]].map(Number);
  if (found[1] !== undefined && (minutes ?? 0) > 59) return undefined;
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** The second of the stream, with its breaks cut out or counted, at which a segment's second is. */
function streamSecond(state: ClipState, { segment_index, offset_seconds }: VideoPoint): number {
  if (state.review?.breaks !== "counted") return vodSeconds(state.segments, segment_index, offset_seconds);
  const start = (index: number) =>
    Date.parse(state.segments.find((one) => one.index === index)?.start_time ?? "") || 0;
  return (start(segment_index) - start(1)) / 1000 + offset_seconds;
}

/** How many seconds an hour a part's video gains on the stream; undefined without two points that can say it. */
export function driftAnHour(state: ClipState, part: VideoPart): number | undefined {
  const [first, second] = part.points;
  if (!first || !second) return undefined;
  const apart = streamSecond(state, second) - streamSecond(state, first);
  if (Math.abs(apart) < LEAST_APART) return undefined;
  const drift = (second.video_ms - first.video_ms) / 1000 / apart - 1;
  return Math.abs(drift) > MOST_DRIFT ? undefined : drift * 3600;
}

/** The point that says that the video begins so many seconds before the stream's Start. */
export const beginning = (secondsBefore: number): VideoPoint => ({
  segment_index: 1,
  offset_seconds: 0,
  video_ms: secondsBefore * 1000,
});

/** Whether a part's only point is the stream's Start, as it is typed. */
export function isTyped(part: VideoPart): boolean {
  const [point] = part.points;
  return part.points.length === 1 && point?.segment_index === 1 && point.offset_seconds === 0;
}

/** How a beginning is told: seconds before Start, or undefined when a moment found it. */
export function secondsBefore(part: VideoPart | undefined): number | undefined {
  if (!part) return 0;
  return isTyped(part) ? Math.round((part.points[0]?.video_ms ?? 0) / 1000) : undefined;
}

export const timeOf = (point: VideoPoint): string => hms(Math.abs(Math.round(point.video_ms / 1000)));

export function isAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}
