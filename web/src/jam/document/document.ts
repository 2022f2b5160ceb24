/**
 * One person's view of a shared jam: what the server confirmed, with their own unconfirmed edits on top.
 *
 * An edit shows at once and waits until its event comes back, so a remote change of the same path stays hidden while
 * the own edit is on its way, and nobody sees a value jump twice. Edits keep their order; each is sent under its own
 * `edit_id`, so that sending it again after a lost answer changes nothing.
 */

import { apply, type Edit, EMPTY, isWholeTrack, type JamState, trackOf } from "./model";

export interface PendingEdit {
  readonly id: string;
  set: Edit;
  /** The number of its event, once the answer told it. */
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
  /** The paths that may look different now. */
  readonly paths: readonly string[];
  /** Whose edit it was: null for the own ones. */
  readonly by: string | null;
}

export class JamDocument {
  #confirmed: JamState = EMPTY;
  #shown: JamState = EMPTY;
  #pending: PendingEdit[] = [];
  #seq = 0;

  /** What is to be seen and heard. */
  get state(): JamState {
    return this.#shown;
  }

  /** The own edits that are not confirmed yet, oldest first. */
  get pending(): readonly PendingEdit[] {
    return this.#pending;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Takes a fresh snapshot; edits on their way stay on top, and those it has already are let go. */
  load(state: JamState, seq: number): void {
    this.#confirmed = state;
    this.#seq = seq;
    this.#settle();
  }

  /** Shows an own edit and keeps it until its event is here. */
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

  /** An event without an edit: only the position moves on. */
  pass(seq: number): void {
    this.#seq = seq;
    this.#settle();
  }

  /** The server has the edit: `seq` is the number of its event, or the current one when nothing of it counted. */
  acknowledge(id: string, seq: number): void {
    const edit = this.#pending.find((pending) => pending.id === id);
    if (edit) edit.seq = seq;
    this.#settle();
  }

  /** The server refused the edit: what it showed goes away. */
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
