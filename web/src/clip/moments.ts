import type { Clip, Tag } from "./session";

/** Taps closer than this to the one before are one moment. */
export const HOT_GAP_SECONDS = 5;

/** One thing that happened, and everyone who tapped for it. */
export interface Moment {
  /** The id of the first tap that reached the server: it stays while the moment grows. */
  readonly id: string;
  readonly segmentIndex: number;
  readonly offsetSeconds: number;
  readonly offsetHms: string;
  readonly note: string | null;
  /** The tap that carries the note, or the first one: an edit goes there. */
  readonly noted: Clip;
  readonly tag: Tag | null;
  readonly who: string | null;
  /** Unix ms of the newest tap's arrival. */
  readonly touchedAt: number;
  readonly clipped: boolean;
  readonly clips: readonly Clip[];
}

function commonestTag(clips: readonly Clip[]): Tag | null {
  const counts = new Map<Tag, number>();
  for (const { tag } of clips) if (tag) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function moment(clips: readonly Clip[]): Moment | undefined {
  const first = clips[0];
  if (!first) return undefined;
  const arrived = [...clips].sort((a, b) => a.created_at.localeCompare(b.created_at));
  const oldest = arrived[0] ?? first;
  const noted = arrived.find((clip) => clip.note !== null) ?? oldest;
  return {
    id: oldest.id,
    segmentIndex: first.segment_index,
    offsetSeconds: first.offset_seconds,
    offsetHms: first.offset_hms,
    note: noted.note,
    noted,
    tag: noted.tag ?? commonestTag(clips),
    who: noted.submitted_by,
    touchedAt: Date.parse(arrived.at(-1)?.created_at ?? first.created_at),
    clipped: clips.every((clip) => clip.clipped),
    clips,
  };
}

/** Groups taps, given in their order (C14), into moments. */
export function groupMoments(clips: readonly Clip[]): Moment[] {
  const groups: Clip[][] = [];
  for (const clip of clips) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const near =
      last &&
      last.segment_index === clip.segment_index &&
      clip.offset_seconds - last.offset_seconds <= HOT_GAP_SECONDS;
    if (near) group?.push(clip);
    else groups.push([clip]);
  }
  return groups.map(moment).filter((one) => one !== undefined);
}

export type MomentOrder = "newest" | "time" | "hottest";

/** `newest`: where the stream is now first. `hottest`: most taps first, ties in time. */
export function ordered(moments: readonly Moment[], order: MomentOrder): Moment[] {
  if (order === "time") return [...moments];
  if (order === "newest") return [...moments].reverse();
  return [...moments].sort((a, b) => b.clips.length - a.clips.length);
}
