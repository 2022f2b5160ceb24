import type { Clip, ClipSession, Segment } from "./session";
import { hms } from "./timeline";

/** Values for the tests of the pure parts; no page imports this. */
let made = 0;

export function clip(segmentIndex: number, offsetSeconds: number, more: Partial<Clip> = {}): Clip {
  made += 1;
  return {
    id: `clip-${made}`,
    session_id: "session",
    segment_id: `segment-${segmentIndex}`,
    segment_index: segmentIndex,
    offset_seconds: offsetSeconds,
    offset_hms: hms(offsetSeconds),
    raw_offset_seconds: offsetSeconds,
    note: null,
    tag: null,
    submitted_by: null,
    person: `person-${made}`,
    clipped: false,
    created_at: new Date(Date.UTC(2026, 0, 1, 20) + made * 1000).toISOString(),
    tapped_at: "2026-01-01T20:00:00.000Z",
    note_edited: false,
    ...more,
  };
}

export function segment(index: number, start: string, end: string | null): Segment {
  return {
    id: `segment-${index}`,
    session_id: "session",
    index,
    start_time: start,
    end_time: end,
    created_at: start,
  };
}

export function session(more: Partial<ClipSession> = {}): ClipSession {
  return {
    id: "session",
    title: "Death March, blind",
    game: "The Witcher 3",
    status: "active",
    created_at: "2026-01-01T19:59:00.000Z",
    updated_at: "2026-01-01T20:00:00.000Z",
    viewer_url: "/c/session",
    control_url: "/clips/session",
    lead_seconds: 8,
    slow_seconds: 0,
    shows_heat: false,
    ...more,
  };
}
