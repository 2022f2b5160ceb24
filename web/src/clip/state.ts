import type { EventOf, SignalOf } from "../sdk";
import type { Clip, ClipSnapshot, Review, ReviewChanged, Segment } from "./session";

/** The state that a page of a clip session shows: a snapshot and the events after it. */
export interface ClipState
  extends Readonly<Pick<ClipSnapshot, "session" | "role" | "viewers" | "may_mark" | "review" | "heat">> {
  readonly segments: readonly Segment[];
  readonly clips: readonly Clip[];
  readonly deleted: boolean;
}

/** A change of the state: the type and the data of an event or a signal. */
export type StateEvent = Received<EventOf<"clip"> | SignalOf<"clip">>;
type Received<Sent> = Sent extends { type: infer Type; data: infer Data }
  ? { readonly type: Type; readonly data: Data }
  : never;

export function fromSnapshot(snapshot: ClipSnapshot): ClipState {
  const { session, segments, clips, role, viewers, may_mark, review, heat } = snapshot;
  return { session, segments, clips, role, viewers, may_mark, review, heat, deleted: false };
}

/** C14: by segment, then by offset; taps of the same second keep the order in which they arrived. */
function insert(clips: readonly Clip[], clip: Clip): Clip[] {
  const others = clips.filter((one) => one.id !== clip.id);
  const at = others.findLastIndex(
    (one) =>
      one.segment_index < clip.segment_index ||
      (one.segment_index === clip.segment_index && one.offset_seconds <= clip.offset_seconds),
  );
  return [...others.slice(0, at + 1), clip, ...others.slice(at + 1)];
}

function withSegment(segments: readonly Segment[], segment: Segment | null): readonly Segment[] {
  if (!segment) return segments;
  const others = segments.filter((one) => one.id !== segment.id);
  return [...others, segment].sort((a, b) => a.index - b.index);
}

function replaced(clips: readonly Clip[], id: string, change: Partial<Clip>): readonly Clip[] {
  return clips.map((clip) => (clip.id === id ? { ...clip, ...change } : clip));
}

/** Taps that were away and are back, each at the place that it had. */
function restored(clips: readonly Clip[], back: readonly Clip[]): Clip[] {
  const ids = new Set(back.map((clip) => clip.id));
  return [...clips.filter((clip) => !ids.has(clip.id)), ...back].sort(
    (a, b) =>
      a.segment_index - b.segment_index ||
      a.offset_seconds - b.offset_seconds ||
      a.created_at.localeCompare(b.created_at),
  );
}

interface Place {
  readonly segment_index: number;
  readonly second: number;
}

/** The decisions with those of a change in place of the ones at the same second; without what is taken back. */
function decided<One extends Place>(
  known: readonly One[],
  changed: readonly One[],
  isSet: (one: One) => boolean,
): One[] {
  const key = (one: Place) => `${one.segment_index}:${one.second}`;
  const places = new Set(changed.map(key));
  return [...known.filter((one) => !places.has(key(one))), ...changed.filter(isSet)];
}

/** What was decided, after a change; a list that the change does not name stays the same list. */
function reviewed(review: Review, change: ReviewChanged): Review {
  const { video, around, breaks, cuts, spans } = change;
  return {
    ...review,
    video: video ?? review.video,
    around: around ?? review.around,
    breaks: breaks ?? review.breaks,
    cuts: cuts.length === 0 ? review.cuts : decided(review.cuts, cuts, (cut) => cut.begins !== null),
    spans:
      spans.length === 0 ? review.spans : decided(review.spans, spans, (span) => span.in_seconds !== null),
  };
}

/** The next state. An event of an unknown type changes nothing. */
export function reduce(state: ClipState, event: StateEvent): ClipState {
  switch (event.type) {
    case "session_started":
    case "session_paused":
    case "session_resumed":
    case "session_ended":
      return {
        ...state,
        session: event.data.session,
        segments: withSegment(state.segments, event.data.segment),
      };
    case "session_updated":
      return { ...state, session: event.data.session };
    case "clip_submitted":
      return { ...state, clips: insert(state.clips, event.data.clip) };
    case "clip_edited": {
      const { clip } = event.data;
      return { ...state, clips: replaced(state.clips, clip.id, clip) };
    }
    case "clip_marked": {
      const { clip_id, clipped } = event.data;
      return { ...state, clips: replaced(state.clips, clip_id, { clipped }) };
    }
    case "moment_marked": {
      const { clip_ids, clipped } = event.data;
      const marked = new Set(clip_ids);
      return {
        ...state,
        clips: state.clips.map((clip) => (marked.has(clip.id) ? { ...clip, clipped } : clip)),
      };
    }
    case "moment_removed": {
      const removed = new Set(event.data.clip_ids);
      return { ...state, clips: state.clips.filter((clip) => !removed.has(clip.id)) };
    }
    case "moments_restored":
      return { ...state, clips: restored(state.clips, event.data.clips) };
    case "review_changed":
      return state.review ? { ...state, review: reviewed(state.review, event.data) } : state;
    case "best_changed": {
      const { published_at } = event.data;
      return state.review ? { ...state, review: { ...state.review, published_at } } : state;
    }
    case "slow_mode_changed":
      return { ...state, session: { ...state.session, slow_seconds: event.data.seconds } };
    case "clip_removed": {
      const { clip_id } = event.data;
      return { ...state, clips: state.clips.filter((clip) => clip.id !== clip_id) };
    }
    case "deleted":
      return { ...state, deleted: true };
    case "audience":
      return { ...state, viewers: event.data.viewers };
    case "heat":
      return { ...state, heat: event.data.people };
    default:
      return state;
  }
}
