import type { ReactiveController, ReactiveControllerHost } from "lit";
import { client } from "../app/client";
import { LastShown } from "../app/last-shown";
import type { EventOf, RoomtoneError, SignalOf, Subscription } from "../sdk";
import { type ClipState, fromSnapshot, reduce, type StateEvent } from "./state";

export interface LiveClipEvents {
  /** A page without a network shows what it showed last. */
  isKept?: true;
  /** What must be done before the session is asked for; it does not fail. */
  before?: () => Promise<void>;
  event?: (event: EventOf<"clip">) => void;
  snapshot?: (state: ClipState) => void;
  signal?: (signal: SignalOf<"clip">) => void;
}

/**
 * A clip session as it lives: loading, then its state after every change, until it is gone.
 * `events` lets a page react to a single change (a highlight, an announcement) beside drawing the state.
 */
export class LiveClip implements ReactiveController {
  state: ClipState | undefined;
  /** Why there is nothing to show any more: `deleted`, or the code of the refusal. */
  gone: string | undefined;
  /** What is in the way before anything could be shown. */
  error: RoomtoneError | undefined;
  /** What is shown without a network, where `isKept` says so. */
  copy: LastShown<ClipState> | undefined;
  private subscription: Subscription | undefined;
  private present = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly id: () => string,
    private readonly events: LiveClipEvents = {},
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    client.connection.addEventListener("state", this.redraw);
    client.connection.addEventListener("trouble", this.redraw);
    this.present = true;
    const { before, isKept } = this.events;
    if (isKept)
      this.copy = new LastShown(this.id(), {
        now: () => this.state,
        show: (state) => this.recall(state),
        miss: this.redraw,
      });
    if (before) void before().then(() => this.present && this.subscribe());
    else this.subscribe();
  }

  private subscribe(): void {
    this.subscription = client.subscribe<"clip">(this.id(), {
      onSnapshot: (snapshot) => {
        this.state = fromSnapshot(snapshot);
        this.error = undefined;
        this.copy?.fresh();
        this.events.snapshot?.(this.state);
        this.redraw();
      },
      onEvent: (event) => {
        if (this.state) this.state = reduce(this.state, event);
        this.copy?.changed();
        this.events.event?.(event);
        this.redraw();
      },
      onSignal: (signal) => {
        if (this.state) this.state = reduce(this.state, signal);
        this.events.signal?.(signal);
        this.redraw();
      },
      onGone: (reason) => {
        this.gone = reason;
        this.copy?.gone();
        this.redraw();
      },
      onError: (error) => {
        if (!this.state) this.error = error;
        this.redraw();
      },
    });
  }

  hostDisconnected(): void {
    client.connection.removeEventListener("state", this.redraw);
    client.connection.removeEventListener("trouble", this.redraw);
    this.present = false;
    this.subscription?.close();
    this.copy?.close();
  }

  /** Nobody is known to mark now. */
  private recall(state: ClipState): void {
    this.state = { ...state, heat: 0 };
    this.events.snapshot?.(this.state);
    this.redraw();
  }

  /** Asks again from the start: after a changed role, or when a reader presses [Try again]. */
  refresh(): void {
    this.error = undefined;
    this.subscription?.refresh();
    this.redraw();
  }

  /** Takes in a change that the feed of this role does not carry, as a viewer's own tap after its ack. */
  apply(event: StateEvent): void {
    if (this.state) this.state = reduce(this.state, event);
    this.copy?.changed();
    this.redraw();
  }

  /** Seconds until this visitor's turn while too many arrive at once; undefined when nothing of the kind is in the way. */
  get turnIn(): number | undefined {
    const { trouble, retryAt } = client.connection;
    if (this.state || trouble?.code !== "rate_limited") return undefined;
    return Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
  }

  get online(): boolean {
    return client.connection.state === "online";
  }

  /** The server's clock, Unix ms; known offline as well. */
  now(): number {
    return client.connection.serverNow();
  }

  private readonly redraw = (): void => this.host.requestUpdate();
}
