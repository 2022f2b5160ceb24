import { dayOf, midnight } from "../time";
import type { Entry } from "./store";

export interface Day {
  readonly day: string;
  readonly entries: readonly Entry[];
  /** How long was listened on it: two devices at once count once, what reached into the next day counts there. */
  readonly ms: number;
}

/** The time in which anything of these was heard between two instants. */
export function heard(entries: readonly Entry[], from: number, to: number): number {
  let total = 0;
  let end = from;
  for (const entry of [...entries].sort((a, b) => a.started_at - b.started_at)) {
    const begins = Math.max(entry.started_at, end);
    const ends = Math.min(entry.ended_at, to);
    if (ends > begins) {
      total += ends - begins;
      end = ends;
    }
  }
  return total;
}

/** Entries, the latest first, by the day on which they began. */
export function byDay(entries: readonly Entry[]): Day[] {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = dayOf(entry.started_at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days].map(([day, own]) => ({
    day,
    entries: own,
    ms: heard(entries, midnight(day).getTime(), midnight(day, 1).getTime()),
  }));
}

/** Entries during which another book was heard, too: two devices played at once. */
export function overlapping(entries: readonly Entry[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open: Entry[] = [];
  for (const entry of [...entries].sort((a, b) => a.started_at - b.started_at)) {
    for (let at = open.length - 1; at >= 0; at -= 1) {
      const other = open[at] as Entry;
      if (other.ended_at <= entry.started_at) open.splice(at, 1);
      else if (entry.ended_at > entry.started_at) {
        found.add(other.id);
        found.add(entry.id);
      }
    }
    open.push(entry);
  }
  return found;
}
