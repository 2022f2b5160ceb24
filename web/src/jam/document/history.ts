/**
 * Undo and redo of one person's edits.
 *
 * Undoing sets the paths of the own edit back to what it replaced. A path that somebody else has set since is left
 * out: their later edit is never undone. Undoing, looking around and redoing leave the jam as it was.
 */

import { type Edit, type JamState, valueAt } from "./model";

interface Entry {
  readonly id: string | null;
  undo: Record<string, unknown>;
  redo: Record<string, unknown>;
  /** When it was last added to, and under which name further changes join it. */
  at: number;
  join: string | null;
}

const KEPT = 500; // entries; past it the oldest can no longer be undone
const JOIN_MS = 1000; // changes of one control in this time are one step: a slider's way is undone at once

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
   * Notes an own edit, before it is applied. `join` names a control whose quick changes are one step, `id` an edit that
   * can be undone by itself.
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

  /** The edit that does again what was undone last, or null. */
  redo(): Edit | null {
    const entry = this.#undone.pop();
    if (!entry) return null;
    this.#done.push(entry);
    return entry.redo;
  }

  /** Somebody else has set these paths: the own history no longer speaks of them. */
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

/** The edit that leads back to `before`. A path of a track that does not exist has no way back. */
export function inverse(before: JamState, edit: Edit): Record<string, unknown> {
  const back: Record<string, unknown> = {};
  for (const path of Object.keys(edit)) {
    const value = valueAt(before, path);
    if (value !== undefined) back[path] = value;
  }
  return back;
}
