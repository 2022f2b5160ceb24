import { describe, expect, it } from "vitest";
import type { SessionEvent, SubscribeAck } from "./messages";
import { asking, type Feed, type Held, onAnswer, onEvent, onResync, type Step } from "./position";
import cases from "./position.cases.json";

// The cases are shared with the Python client: both must understand a feed alike.

function event(seq: number): SessionEvent {
  return { session_id: "s", seq, type: "edited", at: 0, by: null, data: {} };
}

function ack(answer: Record<string, unknown>): SubscribeAck {
  const events = answer.events as number[] | undefined;
  return { ok: true, ...answer, ...(events ? { events: events.map(event) } : {}) } as unknown as SubscribeAck;
}

function take(feed: Feed, step: Record<string, unknown>): Step {
  if (typeof step.event === "number") return onEvent(feed, event(step.event));
  return step.answer ? onAnswer(feed, ack(step.answer as Record<string, unknown>)) : onResync();
}

describe("a feed", () => {
  it.each(cases)("$name", ({ start, steps, received, asks, ends }) => {
    let feed = asking(start as Held | null);
    const delivered: unknown[] = [];
    let asked = 0;
    for (const one of steps) {
      const step = take(feed, one as Record<string, unknown>);
      if (step.snapshot) delivered.push(step.snapshot.value);
      delivered.push(...step.events.map(({ seq }) => seq));
      asked += Number(step.ask);
      feed = step.feed;
    }
    expect(delivered).toEqual(received);
    expect(asked).toBe(asks);
    expect({ phase: feed.phase, held: feed.held }).toEqual(ends);
  });

  it("delivers every event once and in order through any losses, repeats and shuffles of the way", () => {
    let losses = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = mulberry(seed);
      const received: number[] = [];
      let feed = asking(null);
      let last = 0;
      const apply = (step: Step) => {
        if (step.snapshot)
          received.push(...Array.from({ length: step.snapshot.value as number }, (_, n) => n + 1));
        received.push(...step.events.map(({ seq }) => seq));
        feed = step.feed;
        // Each question is answered at once or a few events later, from the log or by a snapshot.
        if (step.ask && random() < 0.7) answer();
      };
      const answer = () => {
        const since = feed.held?.position.seq;
        const fromLog = since !== undefined && random() < 0.8;
        const events = fromLog ? Array.from({ length: last - since }, (_, n) => since + 1 + n) : undefined;
        const body = { role: "viewer", position: { epoch: "A", seq: last } };
        if (!fromLog) received.length = 0;
        apply(onAnswer(feed, ack(fromLog ? { ...body, events } : { ...body, snapshot: last })));
      };
      for (; last < 100; ) {
        last += 1;
        if (random() < 0.2) losses += 1;
        else apply(onEvent(feed, event(last)));
        if (random() < 0.1) apply(onEvent(feed, event(Math.ceil(random() * last))));
        if (feed.phase === "asking" && random() < 0.5) answer();
      }
      while (feed.phase === "asking" || feed.held.position.seq < last) {
        feed = asking(feed.held);
        answer();
      }
      expect(received, `seed ${seed}`).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    }
    expect(losses).toBeGreaterThan(1_000);
  });
});

/** A small seeded generator, so that a failing run can be run again. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
