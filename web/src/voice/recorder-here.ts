import type { ReactiveController, ReactiveControllerHost } from "lit";
import { later } from "../ui/later";
import type { Recorder } from "./recorder/recorder";

type Host = typeof import("./host");
let host: Host | undefined;
let button: Parameters<Host["showFab"]> | undefined;

async function load(): Promise<Recorder> {
  const loaded = await import("./host");
  if (!host && button) loaded.showFab(...button);
  host = loaded;
  return loaded.recorder;
}

/** Shows the recorder's button, now or with the recorder. */
export function showFab(...of: Parameters<Host["showFab"]>): void {
  button = of;
  host?.showFab(...of);
}

/** The recorder of this tab for a page: it is loaded after the first picture, or with the first press of a key. */
export class RecorderHere implements ReactiveController {
  #shown = new AbortController();

  /** `events` of the recorder, and what the page does then. */
  constructor(
    readonly page: ReactiveControllerHost,
    readonly events: Readonly<Record<string, (event: Event) => void>>,
  ) {
    page.addController(this);
  }

  /** Undefined while it is not loaded: then nothing is recorded. */
  get recorder(): Recorder | undefined {
    return host?.recorder;
  }

  hostConnected(): void {
    this.#shown = new AbortController();
    if (this.recorder) this.#follow(this.recorder);
    else later(() => this.loaded());
  }

  hostDisconnected(): void {
    this.#shown.abort();
  }

  async loaded(): Promise<Recorder> {
    const recorder = await load();
    this.#follow(recorder);
    return recorder;
  }

  /** Adds no listener twice. */
  #follow(recorder: Recorder): void {
    const { signal } = this.#shown;
    for (const [type, act] of Object.entries(this.events)) recorder.addEventListener(type, act, { signal });
    this.page.requestUpdate();
  }
}
