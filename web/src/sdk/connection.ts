import { io, type Socket } from "socket.io-client";
import { backoffMs } from "./backoff";
import type { ServerClock } from "./clock";
import {
  type ConnectionEffect,
  type ConnectionInput,
  type ConnectionState,
  INITIAL,
  transition,
} from "./connection-state";
import { RoomtoneError } from "./errors";
import type { Identity } from "./identity";
import type { Ack, CommandName, Payload, UntypedAck } from "./messages";

export interface ConnectionParts {
  readonly url: string;
  readonly identity: Identity;
  readonly clock: ServerClock;
  readonly random: () => number;
}

/** After this long without a connection, pages show it. */
const OVERDUE_MS = 5_000;
/** A later ack is treated as lost; the server's own limits are far below. */
export const ACK_TIMEOUT_MS = 15_000;
/** For the server's welcome event: socket.io's own timeout ends with its handshake, and nothing may follow. */
const WELCOME_TIMEOUT_MS = 20_000;
/** Twice in a row with a token that the server has just accepted: a third time changes nothing. */
const REFUSALS = 2;

/**
 * The one socket of a client. Fires `state` at each change of `state`, `online` when a connection is ready, and
 * `trouble` when the server gave a reason why there is none. Reconnecting is ours and not socket.io's: full jitter, a
 * renewed token first, and a state that pages can show.
 */
export class Connection extends EventTarget {
  readonly #identity: Identity;
  readonly #clock: ServerClock;
  readonly #random: () => number;
  readonly #socket: Socket;
  /** WebSocket needs no sticky proxy, and most networks allow it; polling is for those that do not. */
  readonly #transports = ["websocket", "polling"];
  #state: ConnectionState = INITIAL;
  #dialing = 0;
  #trouble: RoomtoneError | null = null;
  #notBefore = 0;
  #refusals = 0;
  #dialTimer: ReturnType<typeof setTimeout> | undefined;
  #overdueTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ConnectionParts) {
    super();
    this.#identity = parts.identity;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#socket = io(parts.url || undefined, {
      autoConnect: false,
      forceNew: true, // socket.io shares one connection per address otherwise, and with it the user of the first client
      reconnection: false,
      transports: this.#transports,
      tryAllTransports: true,
      auth: (give) => give(this.#identity.bearer ? { token: this.#identity.bearer } : {}),
    });
    this.#socket.on("connect", () => this.#onConnect());
    this.#socket.on("connect_error", (error) => this.#onConnectError(error));
    this.#socket.on("disconnect", (reason) => this.#onDisconnect(reason));
    this.#socket.on("token_expired", () => this.#identity.distrust());
    this.#identity.addEventListener("token", (event) =>
      this.#renewToken((event as CustomEvent<string>).detail),
    );
  }

  get state(): ConnectionState["name"] {
    return this.#state.name;
  }

  /** Why the state is `closed`: `closed` by us, or the code of the refusal. Null otherwise. */
  get closedBecause(): string | null {
    return this.#state.name === "closed" ? this.#state.reason : null;
  }

  /** The server's reason why there is no connection; null when it gave none. */
  get trouble(): RoomtoneError | null {
    return this.#trouble;
  }

  /** When the server allows the next attempt (Unix ms of this machine), 0 when it gave no time. */
  get retryAt(): number {
    return this.#notBefore;
  }

  get online(): boolean {
    return this.#state.name === "online";
  }

  /** The server's clock in Unix ms; our own until the server has sent its time. */
  serverNow(): number {
    return this.#clock.serverNow();
  }

  /** How far the server's clock was ahead when this machine was connected last, in ms. */
  assumeClock(ahead: number): void {
    this.#clock.assume(ahead);
  }

  /** Connect, and stay connected. Does nothing when it is connecting already. */
  open(): void {
    const before = this.#state;
    this.#happened({ type: "open" });
    // A machine that says that it has no network is offline at once; a server on it is still tried.
    if (this.#state !== before && globalThis.navigator?.onLine === false) this.network(false);
  }

  close(reason = "closed"): void {
    this.#happened({ type: "close", reason });
  }

  /** The machine's network state (`online` and `offline` of a window or a web worker). */
  network(up: boolean): void {
    this.#happened({ type: "network", up });
  }

  /** Listen to an event of the server. */
  on<Payload>(event: string, listener: (payload: Payload) => void): void {
    this.#socket.on(event, listener);
  }

  /** Send without waiting for an answer; dropped when there is no connection. */
  send(event: string, payload: object): void {
    if (this.online) this.#socket.emit(event, payload);
  }

  /**
   * Send and wait for the ack. Refusals and missing acks are thrown: `offline` when nothing was sent, `connection_lost`
   * or `timeout` when the server may have carried it out.
   */
  call<Name extends CommandName>(event: Name, payload: Payload<Name>, timeoutMs?: number): Promise<Ack<Name>>;
  /** The same for a server that knows more commands than this build. */
  call<Name extends string>(
    event: Name extends CommandName ? never : Name,
    payload: object,
    timeoutMs?: number,
  ): Promise<UntypedAck>;
  async call(event: string, payload: object, timeoutMs = ACK_TIMEOUT_MS): Promise<unknown> {
    if (!this.online) throw new RoomtoneError("offline", "There is no connection now");
    const sentAt = this.#clock.localNow();
    const ack = await new Promise<unknown>((resolve, reject) => {
      this.#socket.timeout(timeoutMs).emit(event, payload, (error: Error | null, answer: unknown) => {
        if (!error) resolve(answer);
        else if (this.#socket.connected)
          reject(new RoomtoneError("timeout", "The server took too long to answer"));
        else reject(new RoomtoneError("connection_lost", "The connection broke before the answer came"));
      });
    });
    if (!isRecord(ack)) throw new RoomtoneError("bad_answer", "The server's answer has an unknown form");
    if (typeof ack.now === "number") this.#clock.observe(sentAt, ack.now, this.#clock.localNow());
    if (ack.ok !== true) throw RoomtoneError.fromAck(ack);
    return ack;
  }

  /** Resolves when online; rejects after `timeoutMs`, or when the connection is closed for good. */
  async whenOnline(timeoutMs: number): Promise<void> {
    this.open();
    if (this.online) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (this.online) settle(resolve);
        else if (this.state === "closed")
          settle(() => reject(new RoomtoneError("closed", "The connection is closed")));
      };
      const settle = (end: () => void) => {
        clearTimeout(timer);
        this.removeEventListener("state", look);
        end();
      };
      const late = () => settle(() => reject(new RoomtoneError("offline", "There is no connection now")));
      const timer = setTimeout(late, timeoutMs);
      this.addEventListener("state", look);
    });
  }

  #happened(input: ConnectionInput): void {
    const before = this.#state;
    const { state, effects } = transition(before, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (state.name === before.name && !(before.name === "connecting" && before.attempt === 0)) return;
    this.#watchOverdue();
    if (state.name !== before.name) this.dispatchEvent(new Event("state"));
    if (state.name === "online") this.dispatchEvent(new Event("online"));
  }

  #watchOverdue(): void {
    clearTimeout(this.#overdueTimer);
    if (this.#state.name === "connecting" || this.#state.name === "reconnecting") {
      this.#overdueTimer = setTimeout(() => this.#happened({ type: "overdue" }), OVERDUE_MS);
    }
  }

  #carryOut(effect: ConnectionEffect): void {
    this.#dialing += 1;
    clearTimeout(this.#dialTimer);
    if (effect.type === "hang_up") {
      this.#socket.disconnect();
      return;
    }
    const turn = this.#dialing;
    const backoff = effect.backoff === null ? 0 : backoffMs(effect.backoff, this.#random());
    const wait = Math.max(backoff, this.#notBefore - Date.now());
    this.#dialTimer = setTimeout(() => void this.#dial(turn), wait);
  }

  async #dial(turn: number): Promise<void> {
    try {
      await this.#identity.ready();
    } catch (error) {
      if (turn !== this.#dialing) return;
      this.#hinder(error);
      const refused = error instanceof RoomtoneError && error.advice !== "retry";
      this.#happened(refused ? { type: "refused", reason: error.code } : { type: "failed" });
      return;
    }
    if (turn !== this.#dialing) return;
    this.#dialTimer = setTimeout(() => this.#onSilence(turn), WELCOME_TIMEOUT_MS);
    this.#socket.connect();
  }

  #hinder(error: unknown): void {
    this.#trouble = error instanceof RoomtoneError ? error : null;
    this.#notBefore = this.#trouble?.retryAfterMs ? Date.now() + this.#trouble.retryAfterMs : 0;
    this.dispatchEvent(new Event("trouble"));
  }

  #onSilence(turn: number): void {
    if (turn !== this.#dialing || this.online) return;
    // `tryAllTransports` tries the next transport only after a refusal. A network that drops a WebSocket silently does
    // not refuse it.
    this.#transports.reverse();
    this.#socket.disconnect();
    this.#happened({ type: "failed" });
  }

  #onConnect(): void {
    clearTimeout(this.#dialTimer);
    this.#refusals = 0;
    this.#trouble = null;
    this.#notBefore = 0;
    this.#happened({ type: "connected" });
  }

  #onDisconnect(reason: Socket.DisconnectReason): void {
    if (reason === "io client disconnect") return; // we closed it
    // Before the welcome, socket.io reports an attempt that ended without an error only in this way.
    this.#happened({ type: this.online ? "lost" : "failed" });
  }

  #onConnectError(error: Error & { data?: unknown }): void {
    const code = isRecord(error.data) ? (error.data.code ?? error.data.error) : error.message;
    if (code === "unauthorized" || code === "forbidden") {
      this.#refusals += 1;
      this.#identity.distrust();
      if (code === "forbidden" || this.#refusals >= REFUSALS) {
        this.#happened({ type: "refused", reason: code });
        return;
      }
    }
    this.#happened({ type: "failed" });
  }

  #renewToken(token: string): void {
    if (!this.online) return;
    // A refusal needs no reaction here: the server closes the socket at `exp`, and the next CONNECT has the new token.
    this.call("refresh_token", { token }).catch(() => undefined);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
