/**
 * The user's edits of one jam: shown at once, gathered, sent through the client's queue, confirmed or taken back, undone
 * and redone. It fires `change` (a Change) and `refused` (a RoomtoneError).
 */

import { isCommand, isRefused, isSent, type RoomtoneClient, RoomtoneError } from "../../sdk";
import { newId } from "../../sdk/new-id";
import { type Change, type EditedEvent, JamDocument, type PendingEdit } from "./document";
import { EditHistory } from "./history";
import type { Edit, JamState } from "./model";

/**
 * How long a copy waits for the user's last edits to be confirmed: long enough for a slow phone, but not for a lost
 * connection.
 */
const SETTLE_MS = 8000;

/** Changes of a control within this time are sent as one edit: 25 messages a second are enough for a fader. */
const GATHER_MS = 40;

/** The server does not have the user's last edits, so its copy would differ from what is shown here. */
export class Unsaved extends Error {}

export class Editor extends EventTarget {
  readonly #id: string;
  readonly #client: RoomtoneClient;
  readonly #document = new JamDocument();
  readonly #history = new EditHistory();
  /** The ids of edits that the server makes for this user. */
  readonly #restoring = new Set<string>();
  #gathering: { pending: PendingEdit; timer: ReturnType<typeof setTimeout> } | null = null;
  #refusedState: JamState | null = null;

  constructor(id: string, client: RoomtoneClient) {
    super();
    this.#id = id;
    this.#client = client;
  }

  get state(): JamState {
    return this.#document.state;
  }

  /** The state without own edits that the server has not confirmed. */
  get confirmed(): JamState {
    return this.#document.confirmed;
  }

  /** The position of the confirmed state. */
  get seq(): number {
    return this.#document.seq;
  }

  /** What was shown before the first edit of those was refused that waited together; it can be kept as a new session. */
  get refusedState(): JamState | null {
    return this.#refusedState;
  }

  /** How many own edits the server has not confirmed. */
  get waiting(): number {
    return this.#document.pending.length;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Follows what becomes of sent edits, until the answer is called. */
  follow(): () => void {
    const { queue } = this.#client;
    const sent = (event: Event) => this.#onSent(event);
    const refused = (event: Event) => this.#onRefused(event);
    queue.addEventListener("sent", sent);
    queue.addEventListener("refused", refused);
    return () => {
      queue.removeEventListener("sent", sent);
      queue.removeEventListener("refused", refused);
    };
  }

  /** Shows the edits that an earlier visit left in the queue. */
  async takeQueued(): Promise<void> {
    const { queue } = this.#client;
    await queue.ready;
    for (const item of queue.items) {
      if (item.sessionId !== this.#id || item.state === "refused" || !isCommand(item, "edit_session"))
        continue;
      this.#document.edit(item.id, item.payload.set);
    }
  }

  /**
   * Sets paths. `control` names a control whose quick changes are one step of the history and one message. Answers the
   * id for `undo`.
   */
  edit(set: Edit, control: string | null): string | null {
    const id = control === null ? newId() : null;
    this.#history.record(this.state, set, performance.now(), control, id);
    this.#apply(set, control !== null);
    return id;
  }

  /** Undoes the newest own edit, or the one with that id. */
  undo(id: string | null = null): void {
    const edit = this.#history.undo(id);
    if (edit) this.#apply(edit, false);
  }

  redo(): void {
    const edit = this.#history.redo();
    if (edit) this.#apply(edit, false);
  }

  /** Whether the server has confirmed every own edit. */
  get isSettled(): boolean {
    return this.#gathering === null && this.#document.pending.every((edit) => edit.seq !== undefined);
  }

  /** Resolves when the server has every own edit. Rejects with Unsaved after some seconds. */
  settled(): Promise<void> {
    this.flush();
    if (this.isSettled) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.isSettled) end(resolve);
      };
      const end = (answer: () => void) => {
        clearTimeout(timer);
        this.removeEventListener("change", look);
        answer();
      };
      const timer = setTimeout(() => end(() => reject(new Unsaved())), SETTLE_MS);
      this.addEventListener("change", look);
    });
  }

  /** Sends what is still gathered. */
  flush(): void {
    if (!this.#gathering) return;
    clearTimeout(this.#gathering.timer);
    const { pending } = this.#gathering;
    this.#gathering = null;
    this.#send(pending);
  }

  // --- what the server says -----------------------------------------------------------------------------------------

  load(state: JamState, seq: number): void {
    this.#document.load(state, seq);
    this.#changed(["*"], null);
  }

  /** Takes an event that edits nothing. */
  pass(seq: number): void {
    this.#document.pass(seq);
  }

  /** Takes an edit of anybody's. Answers whether own edits went with a track that it removed. */
  receive(event: EditedEvent & { readonly editId: string }): boolean {
    const { set, editId } = event;
    const paths = Object.keys(set);
    const isOwn = this.#document.pending.some((edit) => edit.id === editId);
    const before = this.state;
    const lost = this.#document.receive(event);
    if (this.#restoring.delete(editId)) this.#history.record(before, set, performance.now(), null, editId);
    else if (!isOwn) this.#history.forget(paths);
    this.#changed(paths, isOwn ? null : event.by);
    return lost.length > 0;
  }

  /** Lets the server make one edit for the user, which `undo` can take back by the id that is answered. */
  async restoring(make: (editId: string) => Promise<unknown>): Promise<string> {
    await this.settled(); // otherwise the last edits would come after it, and undo a part of it
    const id = newId();
    this.#restoring.add(id);
    try {
      await make(id);
    } catch (error) {
      this.#restoring.delete(id);
      throw error;
    }
    return id;
  }

  #apply(set: Edit, gather: boolean): void {
    if (this.waiting === 0) this.#refusedState = null;
    if (this.#gathering) {
      this.#document.extend(this.#gathering.pending, set);
      if (!gather) this.flush();
    } else {
      const pending = this.#document.edit(newId(), set);
      if (gather) this.#gathering = { pending, timer: setTimeout(() => this.flush(), GATHER_MS) };
      else this.#send(pending);
    }
    this.#changed(Object.keys(set), null);
  }

  #send(pending: PendingEdit): void {
    const payload = { session_id: this.#id, edit_id: pending.id, set: pending.set };
    this.#client
      .command("edit_session", payload, { idempotencyKey: pending.id, queueOffline: true })
      .catch((error) => {
        if (error instanceof RoomtoneError && error.code === "queue_full")
          this.#drop(pending.id, pending.set, error);
      });
  }

  #onSent(event: Event): void {
    if (!isSent(event, "edit_session") || event.detail.item.sessionId !== this.#id) return;
    const { item, ack } = event.detail;
    this.#document.acknowledge(item.id, ack.seq);
    this.#changed(ack.dropped, null);
  }

  #onRefused(event: Event): void {
    if (!isRefused(event, "edit_session") || event.detail.sessionId !== this.#id) return;
    const { id, payload, error } = event.detail;
    this.#client.queue.dismiss(id);
    if (error) this.#drop(id, payload.set, error);
  }

  #drop(id: string, set: Edit, error: RoomtoneError): void {
    this.#refusedState ??= this.state;
    this.#document.refuse(id);
    this.#history.forget(Object.keys(set));
    this.dispatchEvent(new CustomEvent("refused", { detail: error })); // first: with the change all may be settled
    this.#changed(Object.keys(set), null);
  }

  #changed(paths: readonly string[], by: string | null): void {
    this.dispatchEvent(new CustomEvent<Change>("change", { detail: { paths, by } }));
  }
}
