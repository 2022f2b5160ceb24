import type { RoomtoneClient } from "../../sdk";
import type { ChunkStore, KeptRecording } from "./chunk-store";
import { type KeptOffer, keptOffers } from "./kept";
import { Uploader, UploadRefused } from "./uploader";

/**
 * Recordings that earlier visits left on this device, each to be sent or deleted. Fires `change`, `sent` with a
 * recording of which the server has everything now, and `refused` with the code of one that it will never take.
 */
export class RecoveredRecordings extends EventTarget {
  /** All that are left; those with nothing that waits are being ended by themselves. */
  offers: readonly KeptOffer[] = [];
  readonly #client: RoomtoneClient;
  readonly #store: ChunkStore;

  constructor(client: RoomtoneClient, store: ChunkStore) {
    super();
    this.#client = client;
    this.#store = store;
  }

  async look(recordings: readonly KeptRecording[]): Promise<void> {
    this.#become(await keptOffers(this.#store, recordings));
    // Where only the end is missing there is nothing to ask about.
    for (const { recording, waiting } of this.offers) if (waiting === 0) void this.#end(recording);
  }

  /** Sends what is left of a recording, and ends it. */
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

  /** The server has all of it but its end. A server that does not want that either has no more use for it. */
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

  #become(offers: readonly KeptOffer[]): void {
    this.offers = offers;
    this.dispatchEvent(new Event("change"));
  }
}
