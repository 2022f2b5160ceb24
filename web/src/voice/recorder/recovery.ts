import type { RoomtoneClient } from "../../sdk";
import type { ChunkStore, KeptRecording } from "./chunk-store";
import { type RemainingRecording, remainingRecordings } from "./remaining";
import { Uploader, UploadRefused } from "./uploader";

/**
 * Recordings of earlier visits on this device, each to be uploaded or deleted. Fires `change`, `sent` with a recording
 * that the server has completely, and `refused` with the code of one that it will never accept.
 */
export class RecordingRecovery extends EventTarget {
  /** All of them; those that were ended, or without unsent chunks, are sent by themselves. */
  offers: readonly RemainingRecording[] = [];
  readonly #client: RoomtoneClient;
  readonly #store: ChunkStore;

  constructor(client: RoomtoneClient, store: ChunkStore) {
    super();
    this.#client = client;
    this.#store = store;
  }

  async look(recordings: readonly KeptRecording[]): Promise<void> {
    this.#become(await remainingRecordings(this.#store, recordings));
    // Only the end is missing, or the user has ended it: there is nothing to ask.
    for (const { recording, waiting } of this.offers) {
      if (waiting === 0) void this.#end(recording);
      else if (recording.total !== null) void this.send(recording.recordingId);
    }
  }

  /** Uploads the rest of a recording, and ends it. */
  async send(recordingId: string): Promise<void> {
    const kept = this.offers.find((offer) => offer.recording.recordingId === recordingId)?.recording;
    if (!kept) return;
    const ended = { ...kept, total: kept.total ?? kept.next };
    await this.#store.save(ended);
    const uploader = new Uploader(this.#client, this.#store, () => ended);
    uploader.addEventListener("progress", () => {
      const { waiting, waitingFragments: fragments } = uploader.progress;
      this.#become(
        this.offers.map((offer) =>
          offer.recording.recordingId === recordingId ? { ...offer, waiting, fragments } : offer,
        ),
      );
    });
    try {
      await uploader.drained();
    } catch (error) {
      const code = error instanceof UploadRefused ? error.code : "internal_error";
      this.dispatchEvent(new CustomEvent("refused", { detail: code }));
      return;
    }
    this.#withdraw(recordingId);
    this.#sent(ended);
  }

  /** The server has all of it except its end. If the server refuses that too, nothing more can be done. */
  async #end(recording: KeptRecording): Promise<void> {
    const ended = { ...recording, total: recording.total ?? recording.next };
    const uploader = new Uploader(this.#client, this.#store, () => ended);
    const isTaken = await uploader.drained().then(
      () => true,
      () => false,
    );
    await this.forget(recording.recordingId);
    if (isTaken) this.#sent(ended);
  }

  #sent(recording: KeptRecording): void {
    this.dispatchEvent(new CustomEvent("sent", { detail: recording }));
  }

  async forget(recordingId: string): Promise<void> {
    await this.#store.forget(recordingId);
    this.#withdraw(recordingId);
  }

  #withdraw(recordingId: string): void {
    this.#become(this.offers.filter((offer) => offer.recording.recordingId !== recordingId));
  }

  #become(offers: readonly RemainingRecording[]): void {
    this.offers = offers;
    this.dispatchEvent(new Event("change"));
  }
}
