import type { ReactiveController, ReactiveControllerHost } from "lit";
import { client } from "../app/client";
import type { contract, RoomtoneError, SessionEvent, Subscription } from "../sdk";

export type VoiceView = contract.VoiceView;

/** A session as it lives: loading, then its view after every change, until it is gone. */
export class LiveVoice implements ReactiveController {
  view: VoiceView | undefined;
  /** Why there is nothing to show any more: the code of the refusal. */
  gone: string | undefined;
  error: RoomtoneError | undefined;
  /** Who listens live, as the recorder says. */
  listeners = 0;
  /** Whether somebody can be listened to now. */
  isLive = false;
  readonly #host: ReactiveControllerHost;
  readonly #id: () => string;
  readonly #signal: (data: Readonly<Record<string, unknown>>) => void;
  #subscription: Subscription | undefined;

  constructor(
    host: ReactiveControllerHost,
    id: () => string,
    signal: (data: Readonly<Record<string, unknown>>) => void,
  ) {
    this.#host = host;
    this.#id = id;
    this.#signal = signal;
    host.addController(this);
  }

  hostConnected(): void {
    client.connection.addEventListener("state", this.#redraw);
    this.#subscription = client.subscribe<VoiceView>(this.#id(), {
      onSnapshot: (view) => {
        this.view = view;
        this.error = undefined;
        this.isLive = view.session.status === "recording";
        this.#redraw();
      },
      onEvent: (event) => {
        if (this.view) this.view = reduce(this.view, event);
        if (event.type === "status_changed") this.isLive = this.view?.session.status === "recording";
        this.#redraw();
      },
      onSignal: ({ type, data }) => {
        if (type !== "peer") return;
        if (typeof data.listeners === "number") this.listeners = data.listeners;
        if (typeof data.live === "boolean") this.isLive = data.live;
        this.#signal(data);
        this.#redraw();
      },
      onGone: (reason) => {
        this.gone = reason;
        this.#redraw();
      },
      onError: (error) => {
        if (!this.view) this.error = error;
        this.#redraw();
      },
    });
  }

  hostDisconnected(): void {
    client.connection.removeEventListener("state", this.#redraw);
    this.#subscription?.close();
  }

  refresh(): void {
    this.error = undefined;
    this.#subscription?.refresh();
    this.#redraw();
  }

  /** Takes in what an answer said before its event arrives. */
  apply(session: contract.VoiceSession): void {
    if (this.view) this.view = { ...this.view, session };
    this.#redraw();
  }

  readonly #redraw = (): void => this.#host.requestUpdate();
}

interface Changes {
  readonly session?: contract.VoiceSession;
  readonly material?: contract.Material;
  readonly recording?: contract.Recording;
  readonly job?: contract.Job;
  readonly tasks?: readonly contract.Task[];
}

/** The view after an event: what the event carries takes the place of what was there. */
export function reduce(view: VoiceView, event: SessionEvent): VoiceView {
  const { session, material, recording, job, tasks } = event.data as Changes;
  const next = { ...view };
  if (session) next.session = session;
  if (material) next.materials = put(view.materials, material, "material_id");
  if (recording) next.recordings = put(view.recordings, recording, "recording_id");
  if (job) next.jobs = put(view.jobs, job, "job_id");
  for (const task of tasks ?? []) next.tasks = put(next.tasks, task, "task_id");
  return next;
}

function put<T>(list: readonly T[], item: T, id: keyof T): T[] {
  const place = list.findIndex((one) => one[id] === item[id]);
  return place < 0 ? [...list, item] : list.with(place, item);
}
