/**
 * Undo and redo of one person's edits.
 *
 * Undoing sets the paths of the person's edit back to their earlier values. A path that somebody else has changed since
 * is left out: later edits of others are never undone. Undo, looking around and redo leave the jam as it was.
 */

import { type Edit, type JamState, valueAt } from "./model";

interface Entry {
  readonly id: string | null;
  undo: Record<string, unknown>;
  redo: Record<string, unknown>;
  /** When it was last extended, and the name under which further changes join it. */
  at: number;
  join: string | null;
}

const KEPT = 500; // entries; beyond that the oldest cannot be undone any more
const JOIN_MS = 1000; // changes of one control within this time are one step: moving a slider is undone at once

export class EditHistory {
  #done: Entry[] = [];
  #undone: Entry[] = [];

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /**
   * Adds an own edit, before it is applied. `join` names a control whose quick changes are one step, `id` an edit that
   * can be undone separately.
   */
  record(
    before: JamState,
    edit: Edit,
    now: number,
    join: string | null = null,
    id: string | null = null,
  ): void {
    const undo = inverse(before, edit);
    this.#undone = [];
    const last = this.#done.at(-1);
    if (last && join !== null && last.join === join && now - last.at < JOIN_MS) {
      last.undo = { ...undo, ...last.undo };
      last.redo = { ...last.redo, ...edit };
      last.at = now;
      return;
    }
    this.#done.push({ id, undo, redo: { ...edit }, at: now, join });
    if (this.#done.length > KEPT) this.#done.shift();
  }

  /** The edit that undoes the newest own edit, or the one of that id, or null. */
  undo(id: string | null = null): Edit | null {
    const place = id === null ? -1 : this.#done.findIndex((entry) => entry.id === id);
    if (id !== null && place < 0) return null;
    const [entry] = this.#done.splice(place, 1);
    if (!entry) return null;
    entry.join = null;
    this.#undone.push(entry);
    return entry.undo;
  }

  /** The edit that repeats the last undone one, or null. */
  redo(): Edit | null {
    const entry = this.#undone.pop();
    if (!entry) return null;
    this.#done.push(entry);
    return entry.redo;
  }

  /** Somebody else has set these paths: they are removed from this history. */
  forget(paths: readonly string[]): void {
    for (const entries of [this.#done, this.#undone]) {
      for (const entry of entries) {
        for (const path of new Set([...Object.keys(entry.undo), ...Object.keys(entry.redo)])) {
          if (paths.some((other) => meets(path, other))) {
            delete entry.undo[path];
            delete entry.redo[path];
          }
        }
      }
    }
    const counts = (entry: Entry) => Object.keys(entry.undo).length > 0;
    this.#done = this.#done.filter(counts);
    this.#undone = this.#undone.filter(counts);
  }

  clear(): void {
    this.#done = [];
    this.#undone = [];
  }
}

function meets(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/** The edit that leads back to `before`. Paths of a missing track are left out. */
export function inverse(before: JamState, edit: Edit): Record<string, unknown> {
  const back: Record<string, unknown> = {};
  for (const path of Object.keys(edit)) {
    const value = valueAt(before, path);
    if (value !== undefined) back[path] = value;
  }
  return back;
}
