/** The recorded samples of a jam: listed, fetched and decoded once, uploaded, deleted and brought back. They never change (S19). */

import type { RoomtoneClient } from "../../sdk";
import type { DeletedJamRecording, JamRecording, JamRecordingList } from "../../sdk/contract";
import { presetOf } from "../audio/presets";

const PREFIX = "recording-";

/** The most recordings of a session, until the server has sent its limit. */
const MOST = 64;

export function recordingOf(sampleId: string): string | null {
  return sampleId.startsWith(PREFIX) ? sampleId.slice(PREFIX.length) : null;
}

/** The problem of a track's sound: its name is unknown, or its recording was deleted. */
export type Fault = "unknown" | "missing";

/** Fires `change` when a recording was added, deleted or brought back. */
export class Recordings extends EventTarget {
  readonly buffers = new Map<string, AudioBuffer>();
  readonly #client: RoomtoneClient;
  readonly #sessionId: string;
  readonly #loading = new Map<string, Promise<void>>();
  #known: JamRecordingList | null = null;
  #asked = 0;

  constructor(client: RoomtoneClient, sessionId: string) {
    super();
    this.#client = client;
    this.#sessionId = sessionId;
  }

  /** Oldest first; null before the server has answered. */
  get items(): readonly JamRecording[] | null {
    return this.#known?.items ?? null;
  }

  /** What this person may bring back, the newest first. */
  get deleted(): readonly DeletedJamRecording[] {
    return this.#known?.deleted ?? [];
  }

  get own(): number {
    return this.#known?.own ?? 0;
  }

  get most(): number {
    return this.#known?.most ?? MOST;
  }

  get isFull(): boolean {
    return this.own >= this.most;
  }

  /** Reads the list again. Without a connection it stays as it is. */
  async refresh(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const known = await this.#client.request<JamRecordingList>("GET", this.#path());
      if (asked !== this.#asked) return;
      this.#known = known;
    } catch {
      return; // the next change, or the next opening, tries again
    }
    const there = new Set(this.#known.items.map((one) => one.sampleId));
    for (const id of this.buffers.keys()) if (!there.has(id)) this.buffers.delete(id);
    this.dispatchEvent(new Event("change"));
  }

  find(sampleId: string): JamRecording | null {
    return this.items?.find((one) => one.sampleId === sampleId) ?? null;
  }

  faultOf(sampleId: string): Fault | null {
    if (presetOf(sampleId)) return null;
    if (recordingOf(sampleId) === null) return "unknown";
    return this.items !== null && this.find(sampleId) === null ? "missing" : null;
  }

  /** Loads missing samples; one that cannot be loaded stays silent and is tried again the next time. */
  async load(context: BaseAudioContext, sampleIds: readonly string[]): Promise<void> {
    await Promise.all(sampleIds.map((id) => this.#one(context, id)));
  }

  /** Stores a recording. Answers its `sampleId`. */
  async upload(wav: Blob, name: string): Promise<string> {
    const { sampleId } = await this.#client.request<{ sampleId: string }>("POST", this.#path(), {
      body: wav,
      query: { name },
    });
    await this.refresh();
    return sampleId;
  }

  async delete(sampleId: string): Promise<void> {
    await this.#client.request("DELETE", this.#path(`/${recordingOf(sampleId)}`));
    await this.refresh();
  }

  async restore(sampleId: string): Promise<void> {
    await this.#client.request("POST", this.restorePath(sampleId));
    await this.refresh();
  }

  restorePath(sampleId: string): string {
    return this.#path(`/${recordingOf(sampleId)}/restore`);
  }

  purgePath(sampleId: string): string {
    return `/api/deleted/sessions/${this.#sessionId}/samples/${recordingOf(sampleId)}`;
  }

  #path(rest = ""): string {
    return `/api/sessions/${this.#sessionId}/samples${rest}`;
  }

  #one(context: BaseAudioContext, sampleId: string): Promise<void> {
    const uuid = recordingOf(sampleId);
    if (uuid === null || this.buffers.has(sampleId) || this.faultOf(sampleId)) return Promise.resolve();
    const known = this.#loading.get(sampleId);
    if (known) return known;
    const loading = this.#fetch(context, sampleId, uuid).finally(() => this.#loading.delete(sampleId));
    this.#loading.set(sampleId, loading);
    return loading;
  }

  async #fetch(context: BaseAudioContext, sampleId: string, uuid: string): Promise<void> {
    try {
      const response = await this.#client.request<Response>("GET", this.#path(`/${uuid}`), {
        as: "response",
      });
      this.buffers.set(sampleId, await context.decodeAudioData(await response.arrayBuffer()));
    } catch {
      this.buffers.delete(sampleId);
    }
  }
}
