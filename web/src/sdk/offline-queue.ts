import type { Connection } from "./connection";
import { RoomtoneError } from "./errors";
import type { Identity } from "./identity";
import type { Ack, CommandName, Payload, UntypedAck } from "./messages";
import {
  acked,
  amended,
  due,
  type Items,
  isAtRest,
  item,
  nextDue,
  nextQueuedAt,
  QUEUE_LIMIT,
  type QueuedCommand,
  type QueueItem,
  refused,
  released,
  restored,
  sending,
  unanswered,
  waiting,
  waitsForResume,
} from "./queue";
import type { QueueStorage } from "./queue-storage";

export interface QueueParts {
  readonly connection: Connection;
  readonly identity: Identity;
  readonly storage: QueueStorage;
  readonly random: () => number;
  readonly now: () => number;
}

export interface SentDetail {
  readonly item: QueueItem;
  readonly ack: UntypedAck;
}

type ItemOf<Name extends CommandName> = QueueItem & { readonly payload: Payload<Name> };

/** Whether an item of the queue is this command; its payload is then known. */
export function isCommand<Name extends CommandName>(one: QueueItem, name: Name): one is ItemOf<Name> {
  return one.event === name;
}

/** Whether this is the event `sent` of such a command. */
export function isSent<Name extends CommandName>(
  event: Event,
  name: Name,
): event is CustomEvent<{ readonly item: ItemOf<Name>; readonly ack: Ack<Name> }> {
  return event instanceof CustomEvent && event.type === "sent" && event.detail.item.event === name;
}

/** Whether this is the event `refused` of such a command. */
export function isRefused<Name extends CommandName>(
  event: Event,
  name: Name,
): event is CustomEvent<ItemOf<Name>> {
  return event instanceof CustomEvent && event.type === "refused" && event.detail.event === name;
}

interface Waiter {
  resolve(ack: UntypedAck): void;
  reject(error: RoomtoneError): void;
}

/**
 * Commands that wait for the connection. Fires `change` whenever `items` changes, `sent` ({item, ack}) when one was
 * acked and `refused` (the item, with its `error`) when one will never succeed; a refused item stays until it is
 * dismissed.
 */
export class OfflineQueue extends EventTarget {
  readonly #parts: QueueParts;
  readonly #waiters = new Map<string, Waiter>();
  #items: Items = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Resolves when the commands of an earlier page are in `items`. */
  readonly ready: Promise<void>;

  constructor(parts: QueueParts) {
    super();
    this.#parts = parts;
    parts.connection.addEventListener("online", () => this.release());
    this.ready = this.#restore();
  }

  get items(): Items {
    return this.#items;
  }

  /** How many commands have not reached the server yet. */
  get waiting(): number {
    return waiting(this.#items);
  }

  /** Queue a command; resolves with its ack, rejects when it is refused for good. */
  add(command: Omit<QueuedCommand, "queuedAt" | "userId">): Promise<UntypedAck> {
    if (this.waiting >= QUEUE_LIMIT) {
      return Promise.reject(new RoomtoneError("queue_full", `More than ${QUEUE_LIMIT} changes are waiting`));
    }
    const queuedAt = nextQueuedAt(this.#items, this.#parts.now());
    const queued: QueuedCommand = { ...command, queuedAt, userId: this.#parts.identity.userId };
    const answered = new Promise<UntypedAck>((resolve, reject) =>
      this.#waiters.set(queued.id, { resolve, reject }),
    );
    this.#set([...this.#items, item(queued)]);
    void this.#keep(queued);
    this.#drain();
    return answered;
  }

  /** Send again what was held back in a session, which goes on or has ended. Without an id, in all sessions. */
  release(sessionId?: string): void {
    this.#set(released(this.#items, sessionId));
    this.#drain();
  }

  /** Change fields of a command that waits; answers false when it is on its way or gone. */
  amend(id: string, fields: Readonly<Record<string, unknown>>): boolean {
    const items = amended(this.#items, id, fields);
    const found = items.find((one) => one.id === id);
    if (items === this.#items || !found) return false;
    this.#set(items);
    const { event, payload, sessionId, userId, queuedAt } = found;
    void this.#keep({ id, event, payload, sessionId, userId, queuedAt });
    return true;
  }

  /** Take a command that waits out of the queue; answers false when it is on its way or gone. */
  withdraw(id: string): boolean {
    if (!isAtRest(this.#items, id)) return false;
    this.#settle(acked(this.#items, id), id);
    this.#take(id)?.reject(new RoomtoneError("closed", "The command was taken back before it was sent"));
    return true;
  }

  /** Remove a refused command from the list. */
  dismiss(id: string): void {
    const known = this.#items.find((one) => one.id === id);
    if (known?.state !== "refused") return;
    this.#set(acked(this.#items, id));
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const waiter of this.#waiters.values()) {
      waiter.reject(
        new RoomtoneError("closed", "The client was closed; the command is kept for the next start"),
      );
    }
    this.#waiters.clear();
  }

  async #restore(): Promise<void> {
    const left = restored(await this.#parts.storage.load());
    if (!left.length) return;
    const known = new Set(this.#items.map((one) => one.id));
    this.#set([...left.filter((one) => !known.has(one.id)), ...this.#items]);
    this.#parts.connection.open();
    this.#drain();
  }

  /** Without storage the running page loses nothing: the command is still sent. */
  async #keep(command: QueuedCommand): Promise<void> {
    try {
      await this.#parts.storage.put(command);
    } catch {
      this.dispatchEvent(new Event("unstored"));
    }
  }

  #drain(): void {
    const { connection, identity, now } = this.#parts;
    const user = identity.user;
    if (!connection.online || !user) return;
    for (const one of due(this.#items, user.id, now())) void this.#send(one);
    clearTimeout(this.#timer);
    const next = nextDue(this.#items, user.id);
    if (next !== null) this.#timer = setTimeout(() => this.#drain(), Math.max(0, next - now()));
  }

  async #send(one: QueueItem): Promise<void> {
    this.#set(sending(this.#items, one.id));
    const { connection, identity, random, now } = this.#parts;
    try {
      const ack = await connection.call(one.event, one.payload);
      this.#settle(acked(this.#items, one.id), one.id);
      this.dispatchEvent(new CustomEvent<SentDetail>("sent", { detail: { item: one, ack } }));
      this.#take(one.id)?.resolve(ack);
    } catch (caught) {
      const error =
        caught instanceof RoomtoneError ? caught : new RoomtoneError("bad_answer", String(caught));
      if (error.code === "connection_lost" || error.code === "offline") {
        this.#set(unanswered(this.#items, one.id));
        return;
      }
      if (error.advice === "sign_in") identity.distrust();
      const next = refused(this.#items, one.id, error, now(), random());
      if (error.advice !== "give_up" || waitsForResume(one, error)) {
        this.#set(next);
        this.#drain();
        return;
      }
      this.#settle(next, one.id);
      const detail = this.#items.find((left) => left.id === one.id);
      this.dispatchEvent(new CustomEvent("refused", { detail }));
      this.#take(one.id)?.reject(error);
    }
  }

  #settle(items: Items, id: string): void {
    this.#set(items);
    void Promise.resolve(this.#parts.storage.remove(id)).catch(() => undefined);
    this.#drain();
  }

  #take(id: string): Waiter | undefined {
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    return waiter;
  }

  #set(items: Items): void {
    this.#items = items;
    this.dispatchEvent(new Event("change"));
  }
}
