import { backoffMs } from "./backoff";
import { ServerClock } from "./clock";
import { isRepeatable, keyed } from "./commands";
import { Connection } from "./connection";
import type { OthersSignedOut } from "./contract";
import { RoomtoneError } from "./errors";
import { Http, type RequestOptions } from "./http";
import { Identity, type IdentityOptions } from "./identity";
import type {
  Ack,
  AnswerOf,
  BodyOf,
  CommandName,
  Kind,
  Payload,
  SessionEvent,
  SessionSignal,
  UntypedAck,
  User,
} from "./messages";
import { OfflineQueue } from "./offline-queue";
import { memoryStorage, type QueueStorage } from "./queue-storage";
import { Subscription, type SubscriptionHandlers } from "./subscription";

export interface ClientOptions extends IdentityOptions {
  /** The server's address, without a path; by default the origin of the page. */
  readonly url?: string;
  /** Where queued commands are stored across restarts of the page; by default nowhere. */
  readonly storage?: QueueStorage;
  readonly fetch?: typeof fetch;
  /** Evenly from 0 to 1. */
  readonly random?: () => number;
}

export interface CommandOptions {
  /** At most 64 characters; the same command under the same key is carried out once. */
  readonly idempotencyKey?: string;
  /**
   * Keep the command while there is no connection, across restarts of the page, until it is acked or refused for good.
   */
  readonly queueOffline?: boolean;
  /** Ms to wait for a connection and an ack before giving up; 30,000 by default. Not for queued commands. */
  readonly timeoutMs?: number;
}

/** Network changes, as a window or a web worker reports them. */
interface NetworkEvents {
  addEventListener?(type: "online" | "offline", listener: () => void): void;
  removeEventListener?(type: "online" | "offline", listener: () => void): void;
}

/**
 * A user's client of a Roomtone server: HTTP requests, subscriptions, commands, and the queue of waiting commands.
 * Fires `user` when the user is known or has changed. Connects when the first subscription or command needs it.
 */
export class RoomtoneClient extends EventTarget {
  readonly connection: Connection;
  readonly queue: OfflineQueue;
  readonly #http: Http;
  readonly #identity: Identity;
  readonly #random: () => number;
  readonly #subscriptions = new Map<string, Set<Subscription>>();
  #storeRun: string | undefined;
  readonly #networkUp = () => this.connection.network(true);
  readonly #networkDown = () => this.connection.network(false);

  constructor(options: ClientOptions = {}) {
    super();
    const url = (options.url ?? "").replace(/\/+$/, "");
    const clock = new ServerClock();
    this.#random = options.random ?? Math.random;
    this.#http = new Http({
      url,
      clock,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      bearer: () => this.#identity.bearer,
      random: this.#random,
      sleep,
    });
    const hasCookie = url === "" || url === globalThis.location?.origin;
    this.#identity = new Identity(this.#http, options, () => clock.serverNow(), hasCookie);
    this.#identity.addEventListener("user", () => this.dispatchEvent(new Event("user")));
    this.connection = new Connection({ url, clock, identity: this.#identity, random: this.#random });
    this.queue = new OfflineQueue({
      connection: this.connection,
      identity: this.#identity,
      storage: options.storage ?? memoryStorage(),
      random: this.#random,
      now: Date.now,
    });
    this.#listen();
  }

  /** The user, null until known. */
  get user(): User | null {
    return this.#identity.user;
  }

  /** The user's id; without a connection, that of the user who was here last. */
  get userId(): string | null {
    return this.#identity.userId;
  }

  /** The user of the cookie or the token; a guest is made when there is none. */
  ensureUser(): Promise<User> {
    return this.#identity.ensure();
  }

  /** Change the user's own name; everyone sees the new one from then on. */
  async rename(name: string): Promise<User> {
    await this.ensureUser();
    return this.#identity.adopt(await this.request("PATCH", "/api/auth/me", { body: { name } }));
  }

  /** Sign out every other device of the user; this one goes on with a new token. Answers what else is void. */
  async signOutOthers(): Promise<OthersSignedOut> {
    await this.ensureUser();
    const answer = await this.request("POST", "/api/auth/sign_out_others");
    this.#identity.adopt(answer);
    return answer;
  }

  /**
   * Waits until what was answered since the call before is on the disk: `durable`. `applied` when that is not known, when
   * the store may have lost some of it, and for the first call, which belongs before the changes.
   */
  async durability(): Promise<"applied" | "durable"> {
    const body = this.#storeRun === undefined ? {} : { run: this.#storeRun };
    const reached = await this.request("POST", "/api/durability", { body });
    this.#storeRun = reached.run;
    return reached.durability;
  }

  /**
   * An HTTP request with JSON in and out, typed by the contract where it knows the path. Errors are RoomtoneErrors. If
   * the user is not signed in (any more), a user is found or made once and the request sent again: it was not carried
   * out before.
   */
  request<const Method extends string, const Path extends string>(
    method: Method,
    path: Path,
    options?: Omit<RequestOptions, "body"> & { readonly body?: BodyOf<Method, Path> },
  ): Promise<AnswerOf<Method, Path>>;
  request<Answer>(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  async request(method: string, path: string, options: RequestOptions = {}): Promise<unknown> {
    try {
      return await this.#http.request(method, path, options);
    } catch (error) {
      if (!(error instanceof RoomtoneError) || error.advice !== "sign_in") throw error;
    }
    this.#identity.distrust();
    await this.#identity.ready();
    return this.#http.request(method, path, options);
  }

  /** Subscribe to a session: first a snapshot, then every change once and in order, also after a lost connection. */
  subscribe<Name extends Kind = Kind>(sessionId: string, handlers: SubscriptionHandlers<Name>): Subscription {
    const id = sessionId.toLowerCase(); // in the form of the server's events
    const subscription = new Subscription(id, handlers, {
      connection: this.connection,
      identity: this.#identity,
      random: this.#random,
      onClose: (closed) => this.#forget(closed),
    });
    const others = this.#subscriptions.get(id) ?? new Set();
    this.#subscriptions.set(id, others.add(subscription));
    if (this.connection.online) subscription.connected();
    else this.connection.open();
    return subscription;
  }

  /**
   * Send a command and wait for its ack. When the ack is lost, a repeatable command is sent again; others fail with
   * `connection_lost` or `timeout`, and reading the session shows whether they were carried out.
   */
  command<Name extends CommandName>(
    event: Name,
    payload: Payload<Name>,
    options?: CommandOptions,
  ): Promise<Ack<Name>>;
  /** The same for a server that knows more commands than this build. */
  command<Name extends string>(
    event: Name extends CommandName ? never : Name,
    payload: Readonly<Record<string, unknown>>,
    options?: CommandOptions,
  ): Promise<UntypedAck>;
  async command(
    event: string,
    payload: Readonly<Record<string, unknown>>,
    options: CommandOptions = {},
  ): Promise<unknown> {
    const { key, payload: complete } = keyed(event, payload, options.idempotencyKey);
    if (options.queueOffline) {
      if (!isRepeatable(event))
        throw new TypeError(`${event} cannot be queued: a repeat of it would count twice`);
      this.connection.open();
      const sessionId = typeof complete.session_id === "string" ? complete.session_id : "";
      return this.queue.add({ id: key, event, payload: complete, sessionId });
    }
    return this.#deliver(event, complete, options.timeoutMs ?? 30_000);
  }

  /** Send a signal to a session's other subscribers; dropped while there is no connection. */
  updatePresence(sessionId: string, presence: Readonly<Record<string, unknown>>): void {
    this.connection.send("update_presence", { session_id: sessionId, presence });
  }

  /** Sign the user out on this machine. */
  async signOut(): Promise<void> {
    await this.request("POST", "/api/auth/logout", { idempotent: true });
    this.#identity.distrust();
    this.connection.close("signed_out");
  }

  /** Close everything. Queued commands stay in the storage for the next start. */
  close(): void {
    const network = globalThis as NetworkEvents;
    network.removeEventListener?.("online", this.#networkUp);
    network.removeEventListener?.("offline", this.#networkDown);
    for (const subscription of this.#every()) subscription.close();
    this.queue.stop();
    this.#identity.stop();
    this.connection.close();
  }

  async #deliver(event: string, payload: object, timeoutMs: number): Promise<UntypedAck> {
    const until = Date.now() + timeoutMs;
    for (let attempt = 0; ; attempt += 1) {
      await this.connection.whenOnline(Math.max(0, until - Date.now()));
      try {
        return await this.connection.call(event, payload, Math.max(1, until - Date.now()));
      } catch (error) {
        if (this.connection.closedBecause === "closed")
          throw new RoomtoneError("closed", "The client is closed");
        const wait = this.#waitBeforeRepeat(event, error, attempt);
        if (wait === null || Date.now() + wait >= until) throw error;
        await sleep(wait);
      }
    }
  }

  /** Ms until the command may be sent again; null when it may not. */
  #waitBeforeRepeat(event: string, error: unknown, attempt: number): number | null {
    if (!(error instanceof RoomtoneError) || error.advice !== "retry") return null;
    // Nothing was sent, or the command was not carried out: any command may be repeated.
    if (error.code === "offline") return 0;
    const wait = Math.max(error.retryAfterMs, backoffMs(attempt, this.#random()));
    if (error.code === "rate_limited") return wait;
    if (!isRepeatable(event)) return null;
    return error.code === "connection_lost" ? 0 : wait;
  }

  #listen(): void {
    const { connection } = this;
    connection.on<SessionEvent>("session_event", (event) => {
      for (const one of this.#of(event.session_id)) one.receive(event);
    });
    connection.on<SessionSignal>("session_signal", (signal) => {
      for (const one of this.#of(signal.session_id)) one.receiveSignal(signal);
    });
    connection.on<{ session_id: string }>("resync", ({ session_id }) => {
      for (const one of this.#of(session_id)) one.resync();
    });
    connection.addEventListener("state", () => {
      for (const one of this.#every()) connection.online ? one.connected() : one.disconnected();
    });
    const network = globalThis as NetworkEvents;
    network.addEventListener?.("online", this.#networkUp);
    network.addEventListener?.("offline", this.#networkDown);
  }

  /** A copy: a subscription may close itself while it handles a message. */
  #of(sessionId: string): readonly Subscription[] {
    return [...(this.#subscriptions.get(sessionId) ?? [])];
  }

  #every(): readonly Subscription[] {
    return [...this.#subscriptions.values()].flatMap((set) => [...set]);
  }

  #forget(closed: Subscription): void {
    const others = this.#subscriptions.get(closed.sessionId);
    others?.delete(closed);
    if (!others || others.size > 0) return;
    this.#subscriptions.delete(closed.sessionId);
    this.connection.send("unsubscribe_from_session", { session_id: closed.sessionId });
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
