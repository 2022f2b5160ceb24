import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EMPTY, type JamState, trackFrom } from "../document/model";
import type { Mixer } from "./mixer";
import { loopSteps, notesAt, paceFrom, positionAt, stepSeconds, timeAt, timeOfStep } from "./pattern";
import { Transport } from "./transport";

function state(...tracks: Record<string, unknown>[]): JamState {
  const made = tracks.map((fields, n) => trackFrom(`t${n}`, { order: String(n + 1), ...fields }));
  return { ...EMPTY, tracks: new Map(made.map((track) => [track.id, track])) };
}

describe("what sounds when", () => {
  test("K5 sixteen steps at 120 beats a minute take two seconds", () => {
    expect(timeOfStep(16, 120, 0)).toBeCloseTo(2, 9);
  });

  test("K5 swing delays every second step, full swing by a third of a step", () => {
    expect(timeOfStep(2, 120, 100)).toBe(timeOfStep(2, 120, 0));
    expect(timeOfStep(3, 120, 100) - timeOfStep(3, 120, 0)).toBeCloseTo(stepSeconds(120) / 3, 9);
    expect(timeOfStep(3, 120, 50) - timeOfStep(3, 120, 0)).toBeCloseTo(stepSeconds(120) / 6, 9);
  });

  test("S8 tracks of different lengths run against each other and meet again", () => {
    const jam = state({ stepCount: 4, steps: [true] }, { stepCount: 16, steps: [true] });
    const hits = Array.from({ length: 16 }, (_, n) => notesAt(jam, n).map((note) => note.track.id));
    expect(hits.map((ids) => ids.length)).toEqual([2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    expect(loopSteps(state({ stepCount: 4 }, { stepCount: 64 }))).toBe(64);
  });

  test("S9 a lock changes the pitch and the volume of its step alone", () => {
    const jam = state({ transpose: 2, steps: [true, true], parameterLocks: [{ pitch: 5, volume: 0.5 }] });
    expect(notesAt(jam, 0)[0]).toMatchObject({ pitch: 7, gain: 0.5 });
    expect(notesAt(jam, 1)[0]).toMatchObject({ pitch: 2, gain: 1 });
  });

  test("S8 muted tracks are silent, and with a soloed one all others are", () => {
    const on = { steps: [true] };
    expect(notesAt(state({ ...on, muted: true }, on), 0)).toHaveLength(1);
    expect(notesAt(state({ ...on, soloed: true }, on, on), 0).map((note) => note.track.id)).toEqual(["t0"]);
  });

  test("D10 a listener mutes for themselves alone", () => {
    expect(notesAt(state({ steps: [true] }), 0, (track) => track.id === "t0")).toEqual([]);
  });

  test("JM9 a new tempo and swing begin with a step, from where the music is", () => {
    const before = { at: 1000, step: 8, tempo: 120, swing: 30 };
    const after = paceFrom(before, 3010, { tempo: 60, swing: 0 });
    expect(after).toEqual({ at: 3125, step: 25, tempo: 60, swing: 0 });
    expect(positionAt(before, 3125)).toBeCloseTo(25, 9);
    expect(timeAt(after, 29)).toBeCloseTo(4125, 9);
    expect(timeAt(before, 9)).toBeCloseTo(1125 + (0.3 * 125) / 3, 9);
  });
});

const PACE = { at: 0, step: 0, tempo: 120, swing: 0 };

describe("the scheduler", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** A mixer that notes what it is given, on an audio clock that the test moves. */
  function scene(jam: JamState) {
    const context = { currentTime: 0 };
    const played: { at: number; step: number }[] = [];
    const mixer = {
      context,
      play: (note: { step: number }, at: number) => played.push({ at, step: note.step }),
    };
    let current = jam;
    const source = { state: () => current, isSilenced: () => false };
    const transport = new Transport(mixer as unknown as Mixer, source);
    const run = (seconds: number, tick = 0.03) => {
      for (let time = 0; time < seconds - 1e-9; time += tick) {
        context.currentTime += tick;
        transport.tick();
      }
    };
    const change = (next: JamState) => {
      current = next;
    };
    return { transport, played, run, context, change };
  }

  const every = state({ steps: new Array(16).fill(true) });

  test("K5 every step is handed to the audio clock once, at its own time, however late the timer is", () => {
    for (const tick of [0.005, 0.03, 0.1]) {
      const { transport, played, run } = scene(every);
      transport.start({ ...PACE, at: 100 }, (at) => at / 1000);
      run(4, tick);
      transport.stop();
      expect(played.length).toBeGreaterThanOrEqual(31);
      played.forEach(({ at, step }, n) => {
        expect(step).toBe(n % 16);
        expect(at).toBeCloseTo(0.1 + n * 0.125, 6);
      });
    }
  });

  test("K5 a page that slept does not play what it missed in a heap", () => {
    const { transport, played, run, context } = scene(every);
    transport.start(PACE, (at) => at / 1000);
    run(1);
    context.currentTime += 60;
    const before = played.length;
    transport.tick();
    expect(played.length - before).toBeLessThanOrEqual(2);
    expect(played.at(-1)?.at).toBeGreaterThanOrEqual(61);
    run(1);
    expect(played.at(-1)?.at).toBeCloseTo(Math.round((played.at(-1)?.at ?? 0) / 0.125) * 0.125, 6);
  });

  test("JM9 joining late begins with the step that plays now", () => {
    const { transport, played, context } = scene(every);
    context.currentTime = 100;
    transport.start(PACE, (at) => at / 1000);
    transport.tick();
    expect(played[0]?.at).toBeGreaterThanOrEqual(100);
    expect(played[0]?.step).toBe((100 / 0.125) % 16);
  });

  test("K5 a new tempo while playing neither repeats nor skips a step", () => {
    const { transport, played, run, context, change } = scene(every);
    transport.start(PACE, (at) => at / 1000);
    run(1.01);
    change({ ...every, tempo: 180 });
    transport.change({ tempo: 180, swing: 0 }, context.currentTime * 1000);
    run(1);
    played.forEach(({ step }, n) => {
      expect(step).toBe(n % 16);
    });
    const gaps = played.slice(1).map(({ at }, n) => at - (played[n]?.at ?? 0));
    expect(gaps[2]).toBeCloseTo(0.125, 6);
    expect(gaps.at(-1)).toBeCloseTo(60 / 180 / 4, 6);
  });

  test("JM9 an announced tempo and swing begin at their step, and what was scheduled stays", () => {
    const { transport, played, run } = scene(every);
    transport.start(PACE, (at) => at / 1000);
    run(0.5);
    transport.follow({ at: 1000, step: 8, tempo: 60, swing: 0 });
    transport.follow({ at: 1500, step: 10, tempo: 60, swing: 100 }); // before the first has begun
    run(2.5);
    const times = played.map(({ at }) => at);
    const late = 0.25 / 3;
    [0.875, 1, 1.25, 1.5, 1.75 + late, 2, 2.25 + late].forEach((at, n) => {
      expect(times[7 + n]).toBeCloseTo(at, 6);
    });
    transport.follow({ at: 2700, step: 0, tempo: 60, swing: 0 }); // stopped and started while the page was away
    run(1);
    expect(played.slice(-3).map(({ step }) => step)).toEqual([4, 5, 6]);
  });

  test("JM14 what the clocks turn out to be moves a step by 2 ms at most, but not after a silence", () => {
    const { transport, played, run, context } = scene(every);
    let ahead = 0;
    transport.start(PACE, (at) => at / 1000 + ahead);
    run(1);
    ahead = 0.02;
    run(3);
    const off = played.map(({ at }, n) => at - n * 0.125);
    off.slice(1).forEach((one, n) => {
      expect(Math.abs(one - (off[n] ?? 0))).toBeLessThan(0.0020001);
    });
    expect(off.at(-1)).toBeCloseTo(0.02, 6);
    ahead = -0.08; // the tab was frozen meanwhile
    context.currentTime += 60;
    run(1);
    const last = played.at(-1)?.at ?? 0;
    expect((last + 0.08) / 0.125).toBeCloseTo(Math.round((last + 0.08) / 0.125), 6);
  });
});
