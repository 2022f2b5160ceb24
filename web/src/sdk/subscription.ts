import { backoffMs } from "./backoff";
import type { Connection } from "./connection";
import { RoomtoneError } from "./errors";
import type { Identity } from "./identity";
import type {
  EventOf,
  Kind,
  SessionEvent,
  SessionSignal,
  SignalOf,
  SnapshotOf,
  SnapshotPage,
} from "./messages";
import { Assembly } from "./pages";
import { asking, type Feed, onAnswer, onEvent, onResync, type Step } from "./position";

/** A subscriber's callbacks. `subscribe<"clip">` types them by the kind of session; without one, it may be any. */
export interface SubscriptionHandlers<Name extends Kind = Kind> {
  /** Start again from this snapshot: at first, and whenever the position was too old to continue. */
  onSnapshot?(snapshot: SnapshotOf<Name>, role: string): void;
  /** Each committed change after the snapshot, once and in order. */
  onEvent?(event: EventOf<Name>): void;
  onSignal?(signal: SignalOf<Name>): void;
  /** The subscription is live, for the first time or again. */
  onLive?(): void;
  /** The subscription is over: `deleted`, or the code of the refusal (`session_not_found`, `forbidden`, …). */
  onGone?(reason: string): void;
  /** Something prevents the subscription now; it will be tried again. */
  onError?(error: RoomtoneError): void;
}

/** The same without a known kind of session. */
interface AnyHandlers extends Omit<SubscriptionHandlers, "onSnapshot" | "onEvent" | "onSignal"> {
  onSnapshot?(snapshot: unknown, role: string): void;
  onEvent?(event: SessionEvent): void;
  onSignal?(signal: SessionSignal): void;
}

export type SubscriptionState = "waiting" | "live" | "gone" | "closed";

/** What a subscription needs from the client around it. */
export interface SubscriptionParts {
  readonly connection: Pick<Connection, "online" | "call">;
  readonly identity: Pick<Identity, "distrust">;
  readonly random: () => number;
  readonly onClose: (subscription: Subscription) => void;
}

/** One subscription to one session; recovers by itself while it is open. */
export class Subscription {
  readonly sessionId: string;
  readonly #parts: SubscriptionParts;
  readonly #handlers: AnyHandlers;
  #merged: Feed = asking(null);
  #state: SubscriptionState = "waiting";
  /** Grows with each question: only the answer to the last one is used. */
  #turn = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** A large snapshot with missing pages; the page receives nothing before it is complete. */
  #assembly: Assembly | null = null;
  /** Whether its next page was requested, as the number of that request; 0 for none. */
  #paging = 0;
  #pages = 0;
  #pageFailures = 0;

  constructor(sessionId: string, handlers: AnyHandlers, parts: SubscriptionParts) {
    this.sessionId = sessionId;
    this.#handlers = handlers;
    this.#parts = parts;
  }

  /** The user's role here; null before the first answer. */
  get role(): string | null {
    return this.#merged.held?.role ?? null;
  }

  get state(): SubscriptionState {
    return this.#state;
  }

  /** Start again with a snapshot; needed when the user's role has changed (a control link was used). */
  refresh(): void {
    this.#apply(onResync());
  }

  close(): void {
    this.#end("closed");
  }

  /** Connected: ask from our position. */
  connected(): void {
    if (this.#over()) return;
    this.#failures = 0;
    this.#merged = asking(this.#merged.held);
    void this.#ask();
  }

  /** The connection broke: pending answers are ignored. */
  disconnected(): void {
    if (this.#over()) return;
    this.#turn += 1;
    this.#paging = 0;
    clearTimeout(this.#timer);
    this.#state = "waiting";
  }

  receive(event: SessionEvent): void {
    if (!this.#over()) this.#apply(onEvent(this.#merged, event));
  }

  receiveSignal(signal: SessionSignal): void {
    if (!this.#over()) this.#run(() => this.#handlers.onSignal?.(signal));
  }

  resync(): void {
    if (!this.#over()) this.#apply(onResync());
  }

  async #ask(): Promise<void> {
    const { connection } = this.#parts;
    if (!connection.online) return;
    this.#turn += 1;
    const turn = this.#turn;
    clearTimeout(this.#timer);
    this.#state = "waiting";
    const since = this.#merged.held?.position;
    try {
      const payload = { session_id: this.sessionId, ...(since ? { since } : {}) };
      const ack = await connection.call("subscribe_on_session", payload);
      if (turn !== this.#turn) return;
      const step = onAnswer(this.#merged, ack);
      if (!step.ask) this.#failures = 0;
      this.#apply(step);
    } catch (error) {
      if (turn === this.#turn) this.#onRefusal(asRoomtoneError(error));
    }
  }

  #onRefusal(error: RoomtoneError): void {
    if (error.code === "offline" || error.code === "connection_lost") return;
    if (error.code === "conflict") {
      // The user's role changed meanwhile: our state is of the old role.
      this.#merged = asking(null);
      this.#askLater(0);
      return;
    }
    if (error.advice === "give_up") {
      this.#end("gone", error.code);
      return;
    }
    if (error.advice === "sign_in") this.#parts.identity.distrust();
    this.#run(() => this.#handlers.onError?.(error));
    this.#askLater(error.retryAfterMs);
  }

  /** The first question after missing events is sent at once, later ones with backoff. */
  #askLater(atLeastMs: number): void {
    const wait = this.#failures === 0 ? 0 : backoffMs(this.#failures - 1, this.#parts.random());
    this.#failures += 1;
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), Math.max(wait, atLeastMs));
  }

  #apply(step: Step): void {
    if (this.#over()) return;
    // The position moves before the page's callback: if that throws, the page does not get the same event again.
    this.#merged = step.feed;
    const wasLive = this.#state === "live";
    if (step.snapshot || !step.feed.held) {
      this.#assembly = step.snapshot ? Assembly.of(step.snapshot, step.feed) : null;
      this.#paging = 0;
    }
    this.#state = step.feed.phase === "live" && !this.#assembly ? "live" : "waiting";
    if (step.ask) this.#askLater(0);
    if (this.#assembly) {
      this.#assembly.events.push(...step.events);
      if (step.events.some((event) => event.type === "deleted")) this.#end("gone", "deleted");
      else if (!this.#paging) void this.#nextPage(this.#assembly);
      return;
    }
    this.#deliver(step, wasLive);
  }

  /** The complete snapshot goes to the page. */
  #deliver({ snapshot, events }: Pick<Step, "snapshot" | "events">, wasLive: boolean): void {
    if (snapshot) this.#run(() => this.#handlers.onSnapshot?.(snapshot.value, snapshot.role));
    for (const event of events) {
      if (this.#over()) return;
      this.#run(() => this.#handlers.onEvent?.(event));
      if (event.type === "deleted") this.#end("gone", "deleted");
    }
    if (!wasLive && this.#state === "live") this.#run(() => this.#handlers.onLive?.());
  }

  async #nextPage(assembly: Assembly): Promise<void> {
    this.#pages += 1;
    const paging = this.#pages;
    this.#paging = paging;
    const { connection } = this.#parts;
    while (assembly.cursor !== null) {
      let page: SnapshotPage;
      try {
        const payload = { session_id: this.sessionId, cursor: assembly.cursor };
        page = await connection.call("next_page", payload);
      } catch (error) {
        if (paging === this.#paging) this.#onPageRefusal(assembly, asRoomtoneError(error));
        return;
      }
      if (paging !== this.#paging || this.#over()) return;
      this.#pageFailures = 0;
      if (!assembly.add(page)) {
        this.refresh();
        return;
      }
    }
    this.#paging = 0;
    this.#assembly = null;
    if (this.#merged.phase === "live") this.#state = "live";
    this.#deliver(assembly, false);
  }

  #onPageRefusal(assembly: Assembly, error: RoomtoneError): void {
    this.#paging = 0;
    // Without the connection, the pages wait for the next answer; they continue if it has events instead of a snapshot.
    if (error.code === "offline" || error.code === "connection_lost") return;
    if (error.advice === "give_up" || error.code === "conflict") {
      this.refresh(); // the answer to a new question gives the reason
      return;
    }
    this.#run(() => this.#handlers.onError?.(error));
    const wait = Math.max(backoffMs(this.#pageFailures, this.#parts.random()), error.retryAfterMs);
    this.#pageFailures += 1;
    this.#timer = setTimeout(() => {
      if (this.#assembly === assembly && !this.#paging && !this.#over()) void this.#nextPage(assembly);
    }, wait);
  }

  #end(state: "gone" | "closed", reason?: string): void {
    if (this.#over()) return;
    this.#state = state;
    this.#assembly = null;
    this.#paging = 0;
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#parts.onClose(this);
    if (reason) this.#run(() => this.#handlers.onGone?.(reason));
  }

  #over(): boolean {
    return this.#state === "gone" || this.#state === "closed";
  }

  /** An exception in a page's callback is reported as uncaught and never stops the feed. */
  #run(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

function asRoomtoneError(error: unknown): RoomtoneError {
  return error instanceof RoomtoneError ? error : new RoomtoneError("bad_answer", String(error));
}
