/**
 * One client's view of a shared jam: the confirmed state, with the client's own unconfirmed edits on top.
 *
 * An edit is shown at once and kept until its event arrives, so a remote change of the same path stays hidden
 * meanwhile, and no value jumps twice. Edits keep their order; each is sent under its own `edit_id`, so that sending it
 * again after a lost answer changes nothing.
 */

import { apply, type Edit, EMPTY, isWholeTrack, type JamState, trackOf } from "./model";

export interface PendingEdit {
  readonly id: string;
  set: Edit;
  /** The number of its event, once the answer has given it. */
  seq?: number;
}

/** The part of a `session_event` that a document needs. */
export interface EditedEvent {
  readonly seq: number;
  readonly by: string | null;
  readonly set: Edit;
  readonly editId: string | null;
}

export interface Change {
  /** The changed paths. */
  readonly paths: readonly string[];
  /** Who made the edit: null for own ones. */
  readonly by: string | null;
}

export class JamDocument {
  #confirmed: JamState = EMPTY;
  #shown: JamState = EMPTY;
  #pending: PendingEdit[] = [];
  #seq = 0;

  /** The state to show and to play. */
  get state(): JamState {
    return this.#shown;
  }

  get confirmed(): JamState {
    return this.#confirmed;
  }

  /** Own edits that are not confirmed yet, oldest first. */
  get pending(): readonly PendingEdit[] {
    return this.#pending;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Takes a new snapshot; pending edits stay on top, those that it includes are removed. */
  load(state: JamState, seq: number): void {
    this.#confirmed = state;
    this.#seq = seq;
    this.#settle();
  }

  /** Shows an own edit and keeps it until its event arrives. */
  edit(id: string, set: Edit): PendingEdit {
    const pending: PendingEdit = { id, set };
    this.#pending.push(pending);
    this.#shown = apply(this.#shown, set);
    return pending;
  }

  /** Adds to an own edit that has not been sent yet. */
  extend(pending: PendingEdit, set: Edit): void {
    pending.set = { ...pending.set, ...set };
    this.#shown = apply(this.#shown, set);
  }

  /** Takes the next event of the session. Answers the own edits whose track it removed, in part or whole. */
  receive(event: EditedEvent): PendingEdit[] {
    this.#confirmed = apply(this.#confirmed, event.set);
    this.#seq = event.seq;
    const own = event.editId !== null && this.#pending.some((edit) => edit.id === event.editId);
    if (own) this.#pending = this.#pending.filter((edit) => edit.id !== event.editId);
    const lost = own ? [] : this.#pending.filter((edit) => touchesRemoved(edit.set, event.set));
    this.#settle();
    return lost;
  }

  /** An event without an edit: only the position changes. */
  pass(seq: number): void {
    this.#seq = seq;
    this.#settle();
  }

  /** The server has the edit: `seq` is the number of its event, or the current one when the edit changed nothing. */
  acknowledge(id: string, seq: number): void {
    const edit = this.#pending.find((pending) => pending.id === id);
    if (edit) edit.seq = seq;
    this.#settle();
  }

  /** The server refused the edit: it is no longer shown. */
  refuse(id: string): void {
    this.#pending = this.#pending.filter((edit) => edit.id !== id);
    this.#settle();
  }

  #settle(): void {
    this.#pending = this.#pending.filter((edit) => edit.seq === undefined || edit.seq > this.#seq);
    this.#shown = this.#pending.reduce((state, edit) => apply(state, edit.set), this.#confirmed);
  }
}

function touchesRemoved(own: Edit, remote: Edit): boolean {
  const removed = new Set(
    Object.entries(remote)
      .filter(([path, value]) => value === null && isWholeTrack(path))
      .map(([path]) => trackOf(path)),
  );
  return Object.keys(own).some((path) => !isWholeTrack(path) && removed.has(trackOf(path)));
}
