/**
 * Subscribe, buffer, merge: what a subscriber does with events and answers so that the page sees every change once and
 * in order. Pure; the subscription wires it to the socket.
 *
 * The server sends no event of a feed before its answer to `subscribe_on_session`, but a second subscription of the same
 * connection, or a server in the middle of a hand-over, may: what arrives before the answer waits and is merged. An
 * event that does not follow the last one shows a hole, and the only way to close it is to ask again.
 */
import type { Position, SessionEvent, SubscribeAck } from "./messages";

/** A position means something only in the feed it was counted in, and the role decides the feed. */
export interface Held {
  readonly position: Position;
  readonly role: string;
}

export type Feed =
  | { readonly phase: "asking"; readonly held: Held | null; readonly early: readonly SessionEvent[] }
  | { readonly phase: "live"; readonly held: Held };

export interface Step {
  readonly feed: Feed;
  /** Present when the page starts anew from a snapshot; comes before `events`. */
  readonly snapshot?: { readonly value: unknown; readonly role: string };
  /** For the page, in order. */
  readonly events: readonly SessionEvent[];
  /** Whether `subscribe_on_session` must be sent, with `since` = the feed's held position. */
  readonly ask: boolean;
}

const NOTHING: readonly SessionEvent[] = [];

/** Ask from a position, or from nothing when what we hold is not to be believed. */
export function asking(held: Held | null): Feed {
  return { phase: "asking", held, early: NOTHING };
}

/** An event arrived. */
export function onEvent(feed: Feed, event: SessionEvent): Step {
  if (feed.phase === "asking") {
    return { feed: { ...feed, early: [...feed.early, event] }, events: NOTHING, ask: false };
  }
  const { position, role } = feed.held;
  if (event.seq <= position.seq) return { feed, events: NOTHING, ask: false };
  if (event.seq > position.seq + 1) {
    return { feed: { phase: "asking", held: feed.held, early: [event] }, events: NOTHING, ask: true };
  }
  return { feed: { phase: "live", held: at(position.epoch, event.seq, role) }, events: [event], ask: false };
}

/** The server answered the question that `feed` (phase asking) stands for. */
export function onAnswer(feed: Feed, ack: SubscribeAck): Step {
  const held = feed.held;
  const early = feed.phase === "asking" ? feed.early : NOTHING;
  if (ack.snapshot === undefined || ack.snapshot === null) return merge(held, early, ack);
  const start = at(ack.position.epoch, ack.position.seq, ack.role);
  const snapshot = { value: ack.snapshot, role: ack.role };
  if (
    held &&
    held.position.epoch !== ack.position.epoch &&
    early.some((event) => event.seq > ack.position.seq)
  ) {
    // Nothing says whether these early events belong to the old history or the new one: ask what follows the snapshot.
    return { feed: asking(start), snapshot, events: NOTHING, ask: true };
  }
  return { ...follow(start, early), snapshot };
}

/** The server told us that what we hold is too old, or the page wants to start anew: ask without `since`. */
export function onResync(): Step {
  return { feed: asking(null), events: NOTHING, ask: true };
}

function merge(held: Held | null, early: readonly SessionEvent[], ack: SubscribeAck): Step {
  const missed = ack.events ?? NOTHING;
  if (!held || held.role !== ack.role || held.position.epoch !== ack.position.epoch) return onResync();
  const caughtUp = follow(held, missed);
  if (caughtUp.ask || (caughtUp.feed.held?.position.seq ?? 0) < ack.position.seq) return onResync();
  const step = follow(caughtUp.feed.held ?? held, early);
  return { ...step, events: [...caughtUp.events, ...step.events] };
}

/** Go on from a position through events that may overlap it, repeat or be out of order. */
function follow(from: Held, events: readonly SessionEvent[]): Step {
  const delivered: SessionEvent[] = [];
  let { seq } = from.position;
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
    if (event.seq <= seq) continue;
    const held = at(from.position.epoch, seq, from.role);
    if (event.seq > seq + 1) {
      const early = events.filter((one) => one.seq > seq);
      return { feed: { phase: "asking", held, early }, events: delivered, ask: true };
    }
    delivered.push(event);
    seq = event.seq;
  }
  return {
    feed: { phase: "live", held: at(from.position.epoch, seq, from.role) },
    events: delivered,
    ask: false,
  };
}

function at(epoch: string, seq: number, role: string): Held {
  return { position: { epoch, seq }, role };
}
