import { describe, expect, test } from "vitest";
import { AudioClock, SharedClock } from "./clock";

/** Delays as the proof's networks have them, the same in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

interface Network {
  readonly up: readonly [number, number];
  readonly down: readonly [number, number];
  /** Ms that the server's clock gains in a ms. */
  readonly drift?: number;
}

const AHEAD = 5000; // ms between the two clocks

/** Asks every `every` ms for `seconds`; answers by how many ms the clock is wrong at each exchange. */
function followed(
  clock: SharedClock,
  { up, down, drift = 0 }: Network,
  seconds: number,
  every = 250,
): number[] {
  const next = random(7);
  const between = ([least, most]: readonly [number, number]) => least + (most - least) * next();
  const errors: number[] = [];
  for (let sent = 0; sent < seconds * 1000; sent += every) {
    const arrived = sent + between(up);
    const received = arrived + between(down);
    clock.add({ sent, received, server: Math.floor(arrived + AHEAD + drift * arrived) });
    errors.push(clock.at(received) - (received + AHEAD + drift * received));
  }
  return errors;
}

const most = (errors: number[]) => Math.max(...errors.map(Math.abs));

describe("the shared clock", () => {
  test("JM14 the tightest limits of all exchanges decide, and what is left between them is the bound", () => {
    const clock = new SharedClock();
    clock.add({ sent: 0, received: 100, server: 5090 });
    clock.add({ sent: 200, received: 204, server: 5202 });
    clock.add({ sent: 300, received: 350, server: 5340 }); // held up on its way: it changes nothing
    expect(clock.at(1000)).toBeCloseTo(6000.5, 6);
    expect(clock.performanceAt(6000.5)).toBeCloseTo(1000, 6);
    expect(clock.bound).toBeCloseTo(2.5, 1);
  });

  test("JM14 on a quiet, an uneven and a very uneven network it is known to 1, 5 and 10 ms", () => {
    expect(most(followed(new SharedClock(), { up: [0.2, 1], down: [0.2, 1] }, 30).slice(8))).toBeLessThan(1);
    expect(most(followed(new SharedClock(), { up: [10, 40], down: [10, 40] }, 30).slice(12))).toBeLessThan(5);
    const uneven = new SharedClock();
    expect(most(followed(uneven, { up: [5, 155], down: [5, 155] }, 30).slice(24))).toBeLessThan(10);
    expect(uneven.bound).toBeLessThan(12);
  });

  test("JM14 what is one-sided stays inside the bound that is told", () => {
    const clock = new SharedClock();
    const errors = followed(clock, { up: [60, 80], down: [1, 2] }, 30);
    expect(errors.at(-1)).toBeGreaterThan(25);
    expect(Math.abs(errors.at(-1) ?? 0)).toBeLessThan(clock.bound);
  });

  test("JM14 clocks that drift apart are followed", () => {
    for (const drift of [50e-6, -50e-6]) {
      expect(
        most(followed(new SharedClock(), { up: [0.2, 1], down: [0.2, 1], drift }, 600, 4000).slice(8)),
      ).toBeLessThan(1);
      const errors = followed(new SharedClock(), { up: [10, 40], down: [10, 40], drift }, 600, 1500);
      expect(most(errors.slice(20))).toBeLessThan(5);
    }
  });

  test("JM14 one reading that contradicts all others is left out, a clock that was set is followed", () => {
    const clock = new SharedClock();
    followed(clock, { up: [1, 2], down: [1, 2] }, 10);
    clock.add({ sent: 10_000, received: 10_004, server: 15_102 });
    expect(clock.at(20_000)).toBeCloseTo(25_000, -0.5);
    for (const sent of [10_250, 10_500, 10_750]) clock.add({ sent, received: sent + 4, server: sent + 5102 });
    expect(clock.at(20_000)).toBeCloseTo(25_100, -0.5);
  });
});

describe("the audio clock", () => {
  function scene(contextTime: number, performanceTime: number) {
    let timestamp = { contextTime, performanceTime };
    let changed = () => {};
    const context = {
      currentTime: 10,
      outputLatency: 0.04,
      getOutputTimestamp: () => timestamp,
      addEventListener: (_: string, listener: () => void) => {
        changed = listener;
      },
    } as unknown as AudioContext;
    const read = (contextTime: number, performanceTime: number) => {
      timestamp = { contextTime, performanceTime };
    };
    return { clock: new AudioClock(context), read, change: () => changed() };
  }

  test("JM14 a late reading does not count, and a jump is followed", () => {
    const start = performance.now();
    const { clock, read } = scene(10, start);
    expect(clock.timeAt(start)).toBeCloseTo(10, 9);
    read(10.1, start + 120); // read 20 ms late
    expect(clock.timeAt(start)).toBeCloseTo(10, 9);
    expect(clock.performanceAt(10)).toBeCloseTo(start, 6);
    read(12, start + 4000); // the output stood still for two seconds
    expect(clock.timeAt(start + 4000)).toBeCloseTo(12, 9);
  });

  test("JM14 before something is heard, and after the output stood still, its old time says nothing", () => {
    const start = performance.now();
    const { clock, read, change } = scene(0, start);
    expect(clock.isSet).toBe(false);
    read(9.96, start);
    expect(clock.isSet).toBe(true);
    change();
    read(9.96, start - 1000);
    expect(clock.isSet).toBe(false);
    expect(clock.timeAt(performance.now())).toBeCloseTo(9.96, 1); // the output's latency is taken off
  });
});
