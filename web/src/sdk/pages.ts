/**
 * A snapshot that comes in pages (rule SY22). Its first page is true at a position, and every event after that position
 * is received. A row of a later page may already include such a change; its event then sets the same values again. So
 * the whole snapshot and then the events give the server's state.
 */

import type { SessionEvent, SnapshotPage } from "./messages";
import type { Feed, Step } from "./position";

type Rows = Record<string, unknown> & { next_cursor?: string | null };

export class Assembly {
  /** The events since the first page. */
  readonly events: SessionEvent[] = [];
  /** Where the next page begins; null when the snapshot is whole. */
  cursor: string | null;
  readonly #value: Rows;
  readonly #role: string;
  readonly #epoch: string | undefined;

  /** The assembly that a first page begins; null for a snapshot that is whole. */
  static of(first: NonNullable<Step["snapshot"]>, feed: Feed): Assembly | null {
    const value = first.value as Rows | null;
    const cursor = value && typeof value === "object" ? value.next_cursor : null;
    return typeof cursor === "string" ? new Assembly(value as Rows, cursor, first.role, feed) : null;
  }

  private constructor(value: Rows, cursor: string, role: string, feed: Feed) {
    this.#value = { ...value, next_cursor: null };
    this.cursor = cursor;
    this.#role = role;
    this.#epoch = feed.held?.position.epoch;
  }

  /** Adds a page; false when it is of another epoch or role, and the snapshot must be started again. */
  add(page: SnapshotPage): boolean {
    if (page.role !== this.#role || page.position.epoch !== this.#epoch) return false;
    for (const [name, rows] of Object.entries(page.rows)) {
      const before = this.#value[name];
      // The lists are extended in place: they are ours, and a snapshot of a hundred pages is not copied a hundred
      // times.
      if (Array.isArray(before)) for (const row of rows) before.push(row);
      else this.#value[name] = rows;
    }
    this.cursor = page.next_cursor;
    return true;
  }

  get snapshot(): NonNullable<Step["snapshot"]> {
    return { value: this.#value, role: this.#role };
  }
}
