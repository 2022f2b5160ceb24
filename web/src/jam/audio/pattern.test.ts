import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EMPTY, type JamState, trackFrom } from "../document/model";
import { AudioClock, SharedClock } from "./clock";
import type { Mixer } from "./mixer";
import { anchorAt, loopSteps, notesAt, positionAt, stepSeconds, timeOfStep } from "./pattern";
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

  test("JM9 a new tempo goes on from where the music is", () => {
    const before = { at: 1000, step: 8 };
    const after = anchorAt(before, 120, 3000);
    expect(positionAt(before, 120, 3000)).toBeCloseTo(24, 9);
    expect(positionAt(after, 60, 3000)).toBeCloseTo(24, 9);
    expect(positionAt(after, 60, 4000)).toBeCloseTo(28, 9);
  });
});

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
      transport.start({ at: 100, step: 0 }, (at) => at / 1000);
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
    transport.start({ at: 0, step: 0 }, (at) => at / 1000);
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
    transport.start({ at: 0, step: 0 }, (at) => at / 1000);
    transport.tick();
    expect(played[0]?.at).toBeGreaterThanOrEqual(100);
    expect(played[0]?.step).toBe((100 / 0.125) % 16);
  });

  test("K5 a new tempo while playing neither repeats nor skips a step", () => {
    const { transport, played, run, context, change } = scene(every);
    transport.start({ at: 0, step: 0 }, (at) => at / 1000);
    run(1.01);
    change({ ...every, tempo: 180 });
    transport.followTempo(context.currentTime * 1000);
    run(1);
    played.forEach(({ step }, n) => {
      expect(step).toBe(n % 16);
    });
    const gaps = played.slice(1).map(({ at }, n) => at - (played[n]?.at ?? 0));
    expect(gaps[2]).toBeCloseTo(0.125, 6);
    expect(gaps.at(-1)).toBeCloseTo(60 / 180 / 4, 6);
  });
});

describe("the shared clock", () => {
  test("JM9 the fastest of the last exchanges decides, and says how wrong it can be", () => {
    const clock = new SharedClock();
    clock.add({ sent: 0, received: 100, server: 5090 });
    clock.add({ sent: 200, received: 204, server: 5202 });
    clock.add({ sent: 300, received: 350, server: 5340 });
    expect(clock.at(1000)).toBe(6000);
    expect(clock.performanceAt(6000)).toBe(1000);
    expect(clock.doubt).toBe(2);
  });

  test("JM9 a late reading of the audio clock does not count, and a jump is followed", () => {
    let timestamp = { contextTime: 10, performanceTime: 1000 };
    const context = { currentTime: 10, getOutputTimestamp: () => timestamp } as unknown as AudioContext;
    const clock = new AudioClock(context);
    expect(clock.timeAt(1000)).toBeCloseTo(10, 9);
    timestamp = { contextTime: 10.1, performanceTime: 1120 }; // read 20 ms late
    expect(clock.timeAt(1000)).toBeCloseTo(10, 9);
    expect(clock.performanceAt(10)).toBeCloseTo(1000, 6);
    timestamp = { contextTime: 12, performanceTime: 5000 }; // the output stood still for two seconds
    expect(clock.timeAt(5000)).toBeCloseTo(12, 9);
  });
});
