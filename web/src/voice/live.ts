import type { ReactiveController, ReactiveControllerHost } from "lit";
import { client } from "../app/client";
import type { LastShown } from "../app/last-shown";
import type { contract, EventOf, RoomtoneError, Subscription } from "../sdk";

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
  /** What is shown without a network. */
  copy: LastShown<VoiceView> | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #id: () => string;
  readonly #signal: (data: Readonly<Record<string, unknown>>) => void;
  readonly #heard: (event: EventOf<"voice"> | null) => void;
  #subscription: Subscription | undefined;

  constructor(
    host: ReactiveControllerHost,
    id: () => string,
    signal: (data: Readonly<Record<string, unknown>>) => void,
    heard: (event: EventOf<"voice"> | null) => void = () => undefined,
  ) {
    this.#host = host;
    this.#id = id;
    this.#signal = signal;
    this.#heard = heard;
    host.addController(this);
  }

  hostConnected(): void {
    client.connection.addEventListener("state", this.#redraw);
    void this.#keep();
    this.#subscription = client.subscribe<"voice">(this.#id(), {
      onSnapshot: (view) => {
        this.view = view;
        this.error = undefined;
        this.copy?.fresh();
        this.isLive = view.session.status === "recording";
        this.#hush();
        this.#heard(null);
        this.#redraw();
      },
      onEvent: (event) => {
        if (this.view) this.view = reduce(this.view, event);
        this.#hush();
        this.copy?.changed();
        this.#heard(event);
        if (event.type === "session_closed") this.listeners = 0; // who recorded is no recorder any more, and says nothing
        if (event.type === "status_changed" || event.type === "session_closed")
          this.isLive = this.view?.session.status === "recording";
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
        this.copy?.gone();
        this.#redraw();
      },
      onError: (error) => {
        if (!this.view) this.error = error;
        this.#redraw();
      },
    });
  }

  async #keep(): Promise<void> {
    const { LastShown } = await import("../app/last-shown");
    if (!this.#subscription || this.gone !== undefined) return;
    const show = (view: VoiceView) => {
      this.view = view;
      this.#redraw();
    };
    this.copy = new LastShown<VoiceView>(this.#id(), { now: () => this.view, show, miss: this.#redraw });
  }

  hostDisconnected(): void {
    client.connection.removeEventListener("state", this.#redraw);
    this.#subscription?.close();
    this.#subscription = undefined;
    this.copy?.close();
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

  /** Where the owner has switched live listening off, it ends here too. */
  #hush(): void {
    if (this.view?.session.live_listening !== false) return;
    this.listeners = 0;
    this.#signal({ live: false });
  }

  readonly #redraw = (): void => this.#host.requestUpdate();
}

/** The view after an event: what the event carries takes the place of what was there. */
export function reduce(view: VoiceView, event: EventOf<"voice">): VoiceView {
  switch (event.type) {
    case "session_updated":
    case "status_changed":
    case "session_closed":
      return { ...view, session: event.data.session };
    case "material_added":
    case "material_changed":
    case "material_restored":
      return { ...view, materials: put(view.materials, event.data.material, "material_id") };
    case "chunk_added":
    case "recording_finished":
    case "recording_restored":
      return { ...view, recordings: put(view.recordings, event.data.recording, "recording_id") };
    case "material_deleted": {
      const { material_id } = event.data;
      return {
        ...view,
        materials: view.materials.filter((one) => one.material_id !== material_id),
        segments: view.segments.filter((one) => one.source_id !== material_id),
      };
    }
    case "recording_deleted": {
      const isOther = (one: { recording_id: string | null }): boolean =>
        one.recording_id !== event.data.recording_id;
      return {
        ...view,
        recordings: view.recordings.filter(isOther),
        jobs: view.jobs.filter(isOther),
        segments: view.segments.filter((one) => one.source_id !== event.data.recording_id),
      };
    }
    case "task_changed":
      return { ...view, tasks: put(view.tasks, event.data.task, "task_id") };
    case "task_deleted": {
      const { task_id } = event.data;
      return { ...view, tasks: view.tasks.filter((one) => one.task_id !== task_id) };
    }
    case "segment_changed":
      return { ...view, segments: putSegment(view.segments, event.data.segment) };
    case "segment_deleted": {
      const { segment_id } = event.data;
      return { ...view, segments: view.segments.filter((one) => one.segment_id !== segment_id) };
    }
    case "speaker_changed":
      return { ...view, speakers: putSpeaker(view.speakers, event.data.speaker) };
    case "job_changed":
      return withJob(view, event.data);
    default:
      return view;
  }
}

function withJob(view: VoiceView, { job, recording, tasks }: contract.JobChanged): VoiceView {
  const isOlder = (one: contract.Job): boolean => one.type === job.type && one.state === "done";
  // Of the closes that are dealt with, a session has only the newest.
  const isLastClose = job.type === "DONE_MULTIPROMPT" && job.state === "done";
  const jobs = isLastClose ? view.jobs.filter((one) => !isOlder(one)) : view.jobs;
  return {
    ...view,
    jobs: put(jobs, job, "job_id"),
    recordings: recording ? put(view.recordings, recording, "recording_id") : view.recordings,
    tasks: (tasks ?? []).reduce((list, task) => put(list, task, "task_id"), view.tasks),
  };
}

/** Segments are sorted by their ids: by source, and then by time. */
function putSegment(
  list: readonly contract.SpeechSegment[],
  segment: contract.SpeechSegment,
): contract.SpeechSegment[] {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((list[middle] as contract.SpeechSegment).segment_id < segment.segment_id) from = middle + 1;
    else to = middle;
  }
  const isKnown = list[from]?.segment_id === segment.segment_id;
  return [...list.slice(0, from), segment, ...list.slice(isKnown ? from + 1 : from)];
}

/** A speaker without a name is nobody. */
function putSpeaker(list: readonly contract.Speaker[], speaker: contract.Speaker): contract.Speaker[] {
  const others = list.filter((one) => one.speaker_id !== speaker.speaker_id);
  return speaker.name ? [...others, speaker] : others;
}

function put<T>(list: readonly T[], item: T, id: keyof T): T[] {
  const place = list.findIndex((one) => one[id] === item[id]);
  return place < 0 ? [...list, item] : list.with(place, item);
}
