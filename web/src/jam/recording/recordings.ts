/** The recorded samples of a jam: fetched and decoded once, uploaded when made. They never change (S19). */

import type { RoomtoneClient } from "../../sdk";

const PREFIX = "recording-";

export function recordingOf(sampleId: string): string | null {
  return sampleId.startsWith(PREFIX) ? sampleId.slice(PREFIX.length) : null;
}

export class Recordings {
  readonly buffers = new Map<string, AudioBuffer>();
  readonly #client: RoomtoneClient;
  readonly #sessionId: string;
  readonly #loading = new Map<string, Promise<void>>();

  constructor(client: RoomtoneClient, sessionId: string) {
    this.#client = client;
    this.#sessionId = sessionId;
  }

  /** Loads what is not there yet; one that cannot be loaded stays silent and is tried again the next time. */
  async load(context: BaseAudioContext, sampleIds: readonly string[]): Promise<void> {
    await Promise.all(sampleIds.map((id) => this.#one(context, id)));
  }

  /** Stores a recording. Answers its `sampleId`. */
  async upload(wav: Blob): Promise<string> {
    const path = `/api/sessions/${this.#sessionId}/samples`;
    const { sampleId } = await this.#client.request<{ sampleId: string }>("POST", path, { body: wav });
    return sampleId;
  }

  #one(context: BaseAudioContext, sampleId: string): Promise<void> {
    const uuid = recordingOf(sampleId);
    if (uuid === null || this.buffers.has(sampleId)) return Promise.resolve();
    const known = this.#loading.get(sampleId);
    if (known) return known;
    const loading = this.#fetch(context, sampleId, uuid).finally(() => this.#loading.delete(sampleId));
    this.#loading.set(sampleId, loading);
    return loading;
  }

  async #fetch(context: BaseAudioContext, sampleId: string, uuid: string): Promise<void> {
    try {
      const path = `/api/sessions/${this.#sessionId}/samples/${uuid}`;
      const response = await this.#client.request<Response>("GET", path, { as: "response" });
      this.buffers.set(sampleId, await context.decodeAudioData(await response.arrayBuffer()));
    } catch {
      this.buffers.delete(sampleId);
    }
  }
}
