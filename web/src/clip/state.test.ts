import { describe, expect, test } from "vitest";
import { type ClipState, fromSnapshot, reduce, type StateEvent } from "./state";
import { clip, segment, session } from "./test-clips";

const START = "2026-01-01T20:00:00.000Z";

function room(): ClipState {
  const running = segment(1, START, null);
  return fromSnapshot({
    session: session(),
    segments: [running],
    clips: [],
    role: "owner",
    viewers: 3,
    heat: 0,
    now: 0,
    next_cursor: null,
    may_mark: true,
    review: {
      video: [],
      around: { before_seconds: 20, after_seconds: 10 },
      breaks: "cut",
      cuts: [],
      spans: [],
      published_at: null,
    },
  });
}

describe("a page's state", () => {
  test("C14 moments stand in order of segment and offset, ties as they arrived", () => {
    const taps = [clip(2, 5), clip(1, 40), clip(1, 10), clip(1, 10)];
    const state = taps.reduce(
      (before, one) => reduce(before, { type: "clip_submitted", data: { clip: one } }),
      room(),
    );
    expect(state.clips.map((one) => one.id)).toEqual([taps[2]?.id, taps[3]?.id, taps[1]?.id, taps[0]?.id]);
  });

  test("the same tap twice is one tap", () => {
    const tap = clip(1, 10);
    const event: StateEvent = { type: "clip_submitted", data: { clip: tap } };
    expect(reduce(reduce(room(), event), event).clips).toEqual([tap]);
  });

  test("C8 and C9 a pause closes the segment, a resume opens the next", () => {
    const closed = segment(1, START, "2026-01-01T20:10:00.000Z");
    const paused = reduce(room(), {
      type: "session_paused",
      data: { session: session({ status: "paused" }), segment: closed },
    });
    expect(paused.session.status).toBe("paused");
    expect(paused.segments).toEqual([closed]);
    const next = segment(2, "2026-01-01T20:12:00.000Z", null);
    const resumed = reduce(paused, { type: "session_resumed", data: { session: session(), segment: next } });
    expect(resumed.segments).toEqual([closed, next]);
  });

  test("C10 ending from a pause leaves the segments alone", () => {
    const before = room();
    const ended = reduce(before, {
      type: "session_ended",
      data: { session: session({ status: "ended" }), segment: null },
    });
    expect(ended.segments).toBe(before.segments);
  });

  test("C18 a mark, an edit and a removal touch their own tap alone", () => {
    const [one, two] = [clip(1, 1), clip(1, 2)];
    let state: ClipState = { ...room(), clips: [one, two] };
    state = reduce(state, { type: "clip_marked", data: { clip_id: one.id, clipped: true } });
    state = reduce(state, { type: "clip_edited", data: { clip: { ...two, note: "parry" } } });
    expect(state.clips).toEqual([
      { ...one, clipped: true },
      { ...two, note: "parry" },
    ]);
    state = reduce(state, { type: "clip_removed", data: { clip_id: one.id } });
    expect(state.clips.map((each) => each.id)).toEqual([two.id]);
  });

  test("C18 a crowd's moment is marked and removed some taps at a time", () => {
    const [one, two, three] = [clip(1, 1), clip(1, 1), clip(1, 1)];
    let state: ClipState = { ...room(), clips: [one, two, three] };
    state = reduce(state, { type: "moment_marked", data: { clip_ids: [one.id, two.id], clipped: true } });
    expect(state.clips).toEqual([{ ...one, clipped: true }, { ...two, clipped: true }, three]);
    state = reduce(state, { type: "moment_removed", data: { clip_ids: [two.id, three.id] } });
    expect(state.clips).toEqual([{ ...one, clipped: true }]);
  });

  test("an event of a newer server changes nothing", () => {
    const before = room();
    expect(reduce(before, { type: "fireworks", data: {} } as unknown as StateEvent)).toBe(before);
  });

  test("the audience and the end of a session are kept", () => {
    expect(reduce(room(), { type: "audience", data: { viewers: 214 } }).viewers).toBe(214);
    expect(reduce(room(), { type: "deleted", data: {} }).deleted).toBe(true);
  });

  test("CL12 a decision replaces the one at its second, and null takes it back", () => {
    const change = { video: null, around: null, breaks: null, spans: [] };
    const cut = (second: number, begins: boolean | null) => ({ segment_index: 1, second, begins });
    const after = [[cut(5, true), cut(9, true)], [cut(5, false)], [cut(9, null)]].reduce<ClipState>(
      (state, cuts) => reduce(state, { type: "review_changed", data: { ...change, cuts } }),
      room(),
    );
    expect(after.review?.cuts).toEqual([cut(5, false)]);
    expect(after.review?.around).toEqual({ before_seconds: 20, after_seconds: 10 });
  });
});
