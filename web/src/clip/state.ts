import type { Clip, ClipSession, ClipSnapshot, Segment } from "./session";

/** What a page of a clip session shows: a snapshot and the events after it, nothing else. */
export interface ClipState extends Readonly<Pick<ClipSnapshot, "session" | "role" | "viewers">> {
  readonly segments: readonly Segment[];
  readonly clips: readonly Clip[];
  readonly deleted: boolean;
}

export interface StateEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function fromSnapshot(snapshot: ClipSnapshot): ClipState {
  const { session, segments, clips, role, viewers } = snapshot;
  return { session, segments, clips, role, viewers, deleted: false };
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

function replaced(clips: readonly Clip[], id: unknown, change: Partial<Clip>): readonly Clip[] {
  return clips.map((clip) => (clip.id === id ? { ...clip, ...change } : clip));
}

/** The next state. An event of a kind that this page does not know changes nothing. */
export function reduce(state: ClipState, event: StateEvent): ClipState {
  const { data } = event;
  switch (event.type) {
    case "session_started":
    case "session_paused":
    case "session_resumed":
    case "session_ended":
      return {
        ...state,
        session: data.session as ClipSession,
        segments: withSegment(state.segments, data.segment as Segment | null),
      };
    case "session_updated":
      return { ...state, session: data.session as ClipSession };
    case "clip_submitted":
      return { ...state, clips: insert(state.clips, data.clip as Clip) };
    case "clip_edited": {
      const clip = data.clip as Clip;
      return { ...state, clips: replaced(state.clips, clip.id, clip) };
    }
    case "clip_marked":
      return { ...state, clips: replaced(state.clips, data.clip_id, { clipped: data.clipped as boolean }) };
    case "clip_removed":
      return { ...state, clips: state.clips.filter((clip) => clip.id !== data.clip_id) };
    case "deleted":
      return { ...state, deleted: true };
    case "audience":
      return { ...state, viewers: data.viewers as number };
    default:
      return state;
  }
}
