import { describe, expect, test } from "vitest";
import { JamDocument } from "./document";
import { EditHistory } from "./history";
import {
  apply,
  type Edit,
  EMPTY,
  isHeard,
  type JamState,
  stateFrom,
  trackFrom,
  tracksInOrder,
} from "./model";
import { placeBetween } from "./order";

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function pick<T>(from: readonly T[], next: () => number): T {
  return from[Math.floor(next() * from.length)] as T;
}

function someEdit(next: () => number): Edit {
  const track = `tracks/t${Math.floor(next() * 4)}`;
  return pick<() => Edit>(
    [
      () => ({ tempo: 60 + Math.floor(next() * 120) }),
      () => ({ swing: next() < 0.3 ? null : Math.floor(next() * 100) }),
      () => ({ [track]: next() < 0.5 ? null : { name: "A", sampleId: "kick", order: "V", volume: 0.5 } }),
      () => ({ [`${track}/volume`]: next() < 0.2 ? null : Math.round(next() * 100) / 100 }),
      () => ({ [`${track}/steps/${Math.floor(next() * 16)}`]: next() < 0.5 }),
      () => ({ [`${track}/parameterLocks/3`]: next() < 0.5 ? null : { pitch: 5 }, tempo: 99 }),
      () => ({ [`${track}/order`]: pick(["1", "V", "k"], next) }),
    ],
    next,
  )();
}

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

describe("pending edits", () => {
  test.each(SEEDS)("JM6 a document ends as the server's, whatever arrives when (seed %i)", (seed) => {
    const next = random(seed);
    const log: { seq: number; by: string; set: Edit; editId: string }[] = [];
    let truth: JamState = EMPTY;
    const peers = ["a", "b", "c"].map((name) => ({
      name,
      document: new JamDocument(),
      inbox: [] as { id: string; set: Edit }[],
      answered: new Map<string, number>(),
      made: 0,
    }));
    const commit = (by: string, edit: { id: string; set: Edit }) => {
      truth = apply(truth, edit.set);
      log.push({ seq: log.length + 1, by, set: edit.set, editId: edit.id });
      return log.length;
    };
    for (let round = 0; round < 200; round++) {
      const peer = pick(peers, next);
      const action = next();
      if (action < 0.4) {
        const id = `${peer.name}${peer.made++}`;
        const set = someEdit(next);
        peer.document.edit(id, set);
        peer.inbox.push({ id, set });
      } else if (action < 0.6) {
        const edit = peer.inbox.shift();
        if (edit) peer.answered.set(edit.id, commit(peer.name, edit));
      } else if (action < 0.7) {
        for (const [id, seq] of peer.answered) peer.document.acknowledge(id, seq);
      } else if (action < 0.75) {
        peer.document.load(truth, log.length);
      } else {
        const event = log[peer.document.seq];
        if (event) peer.document.receive(event);
      }
    }
    for (const peer of peers)
      for (const edit of peer.inbox.splice(0)) peer.answered.set(edit.id, commit(peer.name, edit));
    for (const peer of peers) {
      for (const [id, seq] of peer.answered) peer.document.acknowledge(id, seq);
      for (const event of log.slice(peer.document.seq)) peer.document.receive(event);
      expect(peer.document.pending).toEqual([]);
      expect(peer.document.state).toEqual(truth);
    }
    expect(log.length).toBeGreaterThan(20);
  });

  test("JM6 a remote change of a path stays hidden while the own edit of it is on its way", () => {
    const document = new JamDocument();
    document.load(EMPTY, 1);
    document.edit("mine", { tempo: 90 });
    document.receive({ seq: 2, by: "theo", set: { tempo: 150, swing: 20 }, editId: "theirs" });
    expect(document.state).toMatchObject({ tempo: 90, swing: 20 });
    document.receive({ seq: 3, by: "me", set: { tempo: 90 }, editId: "mine" });
    expect(document.state.tempo).toBe(90);
    document.receive({ seq: 4, by: "theo", set: { tempo: 70 }, editId: "his2" });
    expect(document.state.tempo).toBe(70);
  });

  test("JM6 a refused edit goes away and shows what is true", () => {
    const document = new JamDocument();
    document.load(EMPTY, 1);
    document.edit("mine", { tempo: 90 });
    document.refuse("mine");
    expect(document.state.tempo).toBe(120);
  });

  test("JM3 an edit of a track that somebody deleted is named as lost", () => {
    const document = new JamDocument();
    document.load(apply(EMPTY, { "tracks/a": { name: "Bass", sampleId: "bass", order: "V" } }), 1);
    document.edit("mine", { "tracks/a/steps/3": true });
    const lost = document.receive({ seq: 2, by: "theo", set: { "tracks/a": null }, editId: "theirs" });
    expect(lost.map((edit) => edit.id)).toEqual(["mine"]);
    expect(document.state.tracks.size).toBe(0);
  });
});

describe("undo and redo", () => {
  test.each(SEEDS)("JM7 undoing everything and redoing it leaves the jam as it was (seed %i)", (seed) => {
    const next = random(seed);
    const history = new EditHistory();
    let state = EMPTY;
    let made = 0;
    for (let n = 0; n < 40; n++) {
      const edit = someEdit(next);
      const touchesNothing = Object.keys(edit).some(
        (path) => path.split("/").length > 2 && !state.tracks.has(path.split("/")[1] as string),
      );
      if (touchesNothing) continue;
      history.record(state, edit, n * 5000);
      state = apply(state, edit);
      made++;
    }
    const end = state;
    let undone = 0;
    for (let edit = history.undo(); edit; edit = history.undo(), undone++) state = apply(state, edit);
    expect(undone).toBe(made);
    expect(state).toEqual(EMPTY);
    for (let edit = history.redo(); edit; edit = history.redo()) state = apply(state, edit);
    expect(state).toEqual(end);
  });

  test("JM7 what somebody else set since is not undone", () => {
    const history = new EditHistory();
    let state = apply(EMPTY, {});
    const edit = { tempo: 90, swing: 30 };
    history.record(state, edit, 0);
    state = apply(state, edit);
    state = apply(state, { tempo: 150 });
    history.forget(["tempo"]);
    state = apply(state, history.undo() ?? {});
    expect(state).toMatchObject({ tempo: 150, swing: 0 });
    state = apply(state, history.redo() ?? {});
    expect(state).toMatchObject({ tempo: 150, swing: 30 });
  });

  test("JM7 adding a track is not undone once somebody else worked on it", () => {
    const history = new EditHistory();
    history.record(EMPTY, { "tracks/a": { name: "A", sampleId: "kick", order: "V" } }, 0);
    history.forget(["tracks/a/steps/4"]);
    expect(history.canUndo).toBe(false);
  });

  test("JM7 a slider's way is one step, and a pause begins another", () => {
    const history = new EditHistory();
    let state = EMPTY;
    for (const [tempo, at] of [
      [121, 0],
      [125, 200],
      [130, 400],
      [140, 5000],
    ] as const) {
      history.record(state, { tempo }, at, "tempo");
      state = apply(state, { tempo });
    }
    state = apply(state, history.undo() ?? {});
    expect(state.tempo).toBe(130);
    state = apply(state, history.undo() ?? {});
    expect(state.tempo).toBe(120);
    expect(history.canUndo).toBe(false);
  });

  test("JM7 undoing a deletion brings the whole track back", () => {
    const history = new EditHistory();
    const before = apply(EMPTY, {
      "tracks/a": { name: "A", sampleId: "kick", order: "V", steps: [true, false, true] },
    });
    history.record(before, { "tracks/a": null }, 0);
    expect(apply(apply(before, { "tracks/a": null }), history.undo() ?? {})).toEqual(before);
  });
});

describe("state", () => {
  test("JM4 there is always a place between two tracks", () => {
    const next = random(7);
    const places = ["V"];
    for (let n = 0; n < 300; n++) {
      const at = Math.floor(next() * (places.length + 1));
      const place = placeBetween(places[at - 1] ?? "", places[at] ?? null);
      places.splice(at, 0, place);
    }
    expect([...places].sort()).toEqual(places);
    expect(new Set(places).size).toBe(places.length);
    expect(places.every((place) => !place.endsWith("0"))).toBe(true);
  });

  test("S8 when any track is soloed only soloed tracks are heard, and a muted one never is", () => {
    const tracks = [
      trackFrom("a", { order: "1" }),
      trackFrom("b", { order: "2", soloed: true }),
      trackFrom("c", { order: "3", soloed: true, muted: true }),
    ];
    const state = { ...EMPTY, tracks: new Map(tracks.map((track) => [track.id, track])) };
    expect(tracks.map((track) => isHeard(state, track))).toEqual([false, true, false]);
  });

  test("S7 a snapshot becomes the state, in its order", () => {
    const state = stateFrom({
      name: "Rainy Tuesday",
      state: {
        tempo: 104,
        swing: 18,
        tracks: [
          { id: "b", name: "B" },
          { id: "a", name: "A", steps: [true] },
        ],
      },
      layout: { b: { order: "1", color: 3 }, a: { order: "2", color: 0 } },
    });
    expect(tracksInOrder(state).map((track) => track.id)).toEqual(["b", "a"]);
    expect(state.tracks.get("a")?.steps.length).toBe(64);
    expect(state).toMatchObject({ name: "Rainy Tuesday", tempo: 104, swing: 18 });
  });
});
