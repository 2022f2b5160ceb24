/**
 * Subscribe, buffer, merge: how a subscriber turns events and answers into every change once and in order. Pure; the
 * subscription connects it to the socket.
 *
 * The server sends no event of a feed before its answer to `subscribe_on_session`, but a second subscription of the
 * same connection may cause one: events before the answer are buffered and merged. An event that does not follow the
 * last one means that some are missing, and the only way to get them is to subscribe again.
 */
import type { Position, SessionEvent, SubscribeAck } from "./messages";

/** A position is valid only in its own feed, and the role decides the feed. */
export interface Held {
  readonly position: Position;
  readonly role: string;
}

export type Feed =
  | { readonly phase: "asking"; readonly held: Held | null; readonly early: readonly SessionEvent[] }
  | { readonly phase: "live"; readonly held: Held };

export interface Step {
  readonly feed: Feed;
  /** Present when the page starts from a new snapshot; handled before `events`. */
  readonly snapshot?: { readonly value: unknown; readonly role: string };
  /** Events for the page, in order. */
  readonly events: readonly SessionEvent[];
  /** Whether `subscribe_on_session` must be sent, with `since` = the feed's held position. */
  readonly ask: boolean;
}

const NOTHING: readonly SessionEvent[] = [];

/** Ask from a position, or for a snapshot when our state may be wrong. */
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

/** The server answered the last question; `feed` is in the phase asking. */
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
    // These early events may be of the old epoch or the new one: ask what follows the snapshot.
    return { feed: asking(start), snapshot, events: NOTHING, ask: true };
  }
  return { ...follow(start, early), snapshot };
}

/** Our position is too old, or the page wants to start again: ask without `since`. */
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

/** Apply events that may overlap the position, repeat or be out of order. */
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
