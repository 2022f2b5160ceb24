import { type RoomtoneClient, RoomtoneError } from "../../sdk";
import { Broadcast } from "./broadcast";
import type { RecorderStatus } from "./machine";

/**
 * Those who look at a session: they see what its recorder does, and may hear it while it is recorded. Fires
 * `listeners` with how many do.
 */
export class Audience extends EventTarget {
  readonly #client: RoomtoneClient;
  /** The last word of each session that did not get through. */
  readonly #unheard = new Map<string, RecorderStatus>();
  #broadcast: Broadcast | null = null;

  constructor(client: RoomtoneClient) {
    super();
    this.#client = client;
    // Said again when there is a connection. What did get through is not: somebody may have closed the session since.
    client.connection.addEventListener("online", () => {
      for (const [sessionId, status] of this.#unheard) this.say(sessionId, status);
    });
  }

  /** What the recorder does, for everybody to see. */
  say(sessionId: string, status: RecorderStatus): void {
    this.#unheard.set(sessionId, status);
    const settled = (): void => {
      if (this.#unheard.get(sessionId) === status) this.#unheard.delete(sessionId);
    };
    this.#client
      .command("report_recording", { session_id: sessionId, status })
      .then(settled, (error: unknown) => {
        if (!(error instanceof RoomtoneError) || error.advice !== "retry") settled();
      });
  }

  /** Who may read this session, and nobody else, hears this from now on. */
  play(sessionId: string, stream: MediaStream | null): void {
    if (this.#broadcast?.sessionId !== sessionId) this.dismiss();
    this.#broadcast ??= this.#begin(sessionId);
    this.#broadcast.play(stream);
  }

  /** Nothing is to be heard for now. */
  hush(): void {
    this.#broadcast?.play(null);
  }

  /** Nothing is to be heard any more. */
  dismiss(): void {
    this.#broadcast?.close();
    this.#broadcast = null;
  }

  #begin(sessionId: string): Broadcast {
    const broadcast = new Broadcast(this.#client, sessionId);
    broadcast.addEventListener("listeners", (event) => {
      this.dispatchEvent(new CustomEvent("listeners", { detail: (event as CustomEvent<number>).detail }));
    });
    return broadcast;
  }
}
