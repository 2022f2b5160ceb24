/**
 * The offline queue as pure functions over a list. Commands of one session go out one after the other, in the order
 * in which they were made; sessions do not wait for each other. A command leaves the list when it is acked, stays as
 * `refused` when it will never succeed, and waits otherwise: it is sent again under the same key, so that a command
 * whose ack was lost is not carried out twice.
 */
import { backoffMs } from "./backoff";
import type { RoomtoneError } from "./errors";

/** The part that is stored across restarts of the page. */
export interface QueuedCommand {
  /** The idempotency key under which every attempt is made. */
  readonly id: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Commands of one session keep their order; empty for a command without a session. */
  readonly sessionId: string;
  /** The user who made it: it is never sent as another user. Null when there was no user yet. */
  readonly userId: string | null;
  /** Unix ms; also the order: no two commands of a queue have the same. */
  readonly queuedAt: number;
}

export interface QueueItem extends QueuedCommand {
  /** `held`: made in time, refused for now; it goes out when its session is released. */
  readonly state: "waiting" | "sending" | "held" | "refused";
  readonly attempts: number;
  /** Not to be sent before this time (Unix ms). */
  readonly notBefore: number;
  /** Why it was refused for good. */
  readonly error: RoomtoneError | null;
}

export type Items = readonly QueueItem[];

/** More than anybody types or taps while offline, and small enough for a page's storage: 500 · 1 KB = 0.5 MB. */
export const QUEUE_LIMIT = 500;

export function item(command: QueuedCommand): QueueItem {
  return { ...command, state: "waiting", attempts: 0, notBefore: 0, error: null };
}

/** The stored commands of an earlier page, in the order in which they were made. */
export function restored(commands: readonly QueuedCommand[]): Items {
  return [...commands].sort((a, b) => a.queuedAt - b.queuedAt).map(item);
}

/** The time for a new command, later than all others. */
export function nextQueuedAt(items: Items, now: number): number {
  return Math.max(now, ...items.map((one) => one.queuedAt + 1));
}

/** The first command of each session, if it may be sent now. */
export function due(items: Items, userId: string, now: number): Items {
  return heads(items, userId).filter((one) => one.state === "waiting" && one.notBefore <= now);
}

/** When the next waiting head may be sent (Unix ms), null when none waits. */
export function nextDue(items: Items, userId: string): number | null {
  const waiting = heads(items, userId).filter((one) => one.state === "waiting");
  return waiting.length ? Math.min(...waiting.map((one) => one.notBefore)) : null;
}

export function sending(items: Items, id: string): Items {
  return change(items, id, (one) => ({ ...one, state: "sending" }));
}

export function acked(items: Items, id: string): Items {
  return items.filter((one) => one.id !== id);
}

/** Whether a command is here and not on its way. */
export function isAtRest(items: Items, id: string): boolean {
  return items.some((one) => one.id === id && (one.state === "waiting" || one.state === "held"));
}

/** Other fields for a command at rest; an undefined field is left out. The same list when it is not at rest. */
export function amended(items: Items, id: string, fields: Readonly<Record<string, unknown>>): Items {
  if (!isAtRest(items, id)) return items;
  return change(items, id, (one) => {
    const payload = Object.entries({ ...one.payload, ...fields }).filter(([, value]) => value !== undefined);
    return { ...one, payload: Object.fromEntries(payload) };
  });
}

/** The connection broke before the ack: it is sent again on the next connection. */
export function unanswered(items: Items, id: string): Items {
  return change(items, id, (one) => ({ ...one, state: "waiting" }));
}

/** The server refused; the code says whether for good. `random` is drawn evenly from 0 to 1. */
export function refused(items: Items, id: string, error: RoomtoneError, now: number, random: number): Items {
  return change(items, id, (one) => {
    if (waitsForResume(one, error)) return { ...one, state: "held" };
    if (error.advice === "give_up") return { ...one, state: "refused", error };
    const wait = Math.max(error.retryAfterMs, backoffMs(one.attempts, random));
    return { ...one, state: "waiting", attempts: one.attempts + 1, notBefore: now + wait };
  });
}

/**
 * A tap with its own time that arrives during the break after it: the server accepts it once the stream goes on. For a
 * tap made during the break, the reason would be another.
 */
export function waitsForResume(one: QueueItem, error: RoomtoneError): boolean {
  const paused = error.code === "session_not_active" && error.details.reason === "paused";
  return paused && typeof one.payload.tapped_at === "number";
}

/** The held commands of a session (of every session, without an id) wait to be sent again. */
export function released(items: Items, sessionId?: string): Items {
  return items.map((one) =>
    one.state === "held" && (sessionId === undefined || one.sessionId === sessionId)
      ? { ...one, state: "waiting", notBefore: 0 }
      : one,
  );
}

/** How many commands have not reached the server. */
export function waiting(items: Items): number {
  return items.filter((one) => one.state !== "refused").length;
}

function heads(items: Items, userId: string): Items {
  const sessions = new Set<string>();
  return items.filter((one) => {
    if (
      one.state === "refused" ||
      (one.userId !== null && one.userId !== userId) ||
      sessions.has(one.sessionId)
    )
      return false;
    sessions.add(one.sessionId);
    return true;
  });
}

function change(items: Items, id: string, next: (one: QueueItem) => QueueItem): Items {
  return items.map((one) => (one.id === id ? next(one) : one));
}
