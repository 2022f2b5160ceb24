import { type contract, type RoomtoneClient, RoomtoneError } from "../../sdk";
import { Broadcast } from "./broadcast";
import type { RecorderStatus } from "./machine";

/** The recorder's status and recording; `null` before there was one. */
interface Report {
  readonly status: RecorderStatus;
  readonly recordingId: string | null;
}

/** Why another recorder has taken over. */
export interface Displaced {
  readonly reason: "taken" | "closed";
  /** The user who records there. */
  readonly name: string;
}

/** What has to be reported again and again, or the session counts as interrupted. */
const LEASED: readonly RecorderStatus[] = ["recording", "cutting", "final_uploading"];
const TICK_MS = 1_000; // at most, between checks whether a sign of life is due
const BEAT_TIMEOUT_MS = 5_000;

/**
 * The recorder's subscribers: they see its status, and may listen to the recording while it is made. Fires `listeners`
 * with their number when it or the session changes, and `displaced` when another recorder has taken over or the session was closed.
 */
export class Audience extends EventTarget {
  readonly #client: RoomtoneClient;
  /** The last report of each session that the server has not confirmed. */
  readonly #unsent = new Map<string, Report>();
  #broadcast: Broadcast | null = null;
  /** The status that signs of life repeat. */
  #kept: ({ readonly sessionId: string } & Report) | null = null;
  #leaseMs = 20_000;
  #beatAt = 0;
  #isBeating = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(client: RoomtoneClient) {
    super();
    this.#client = client;
    // Sent again when there is a connection. What got through is not sent again: somebody may have closed the session since.
    client.connection.addEventListener("online", () => {
      for (const [sessionId, report] of this.#unsent)
        this.announce(sessionId, report.status, report.recordingId);
      this.beat(true);
    });
  }

  /** The session that is sent live, as everybody sees it. */
  get session(): contract.VoiceSession | null {
    return this.#broadcast?.session ?? null;
  }

  /** Reports the recorder's status to everybody. */
  announce(sessionId: string, status: RecorderStatus, recordingId: string | null): void {
    const report = { status, recordingId };
    this.#unsent.set(sessionId, report);
    this.#keep(LEASED.includes(status) ? { sessionId, ...report } : null);
    const settled = (): void => {
      if (this.#unsent.get(sessionId) === report) this.#unsent.delete(sessionId);
    };
    const payload = { session_id: sessionId, status, takes_over: false, ...named(recordingId) };
    this.#client.command("report_recording", payload).then(
      (ack) => {
        settled();
        if (this.#leaseMs === ack.lease_ms) return;
        this.#leaseMs = ack.lease_ms;
        if (this.#kept) this.#tick();
      },
      (error: unknown) => {
        if (error instanceof RoomtoneError && error.advice === "retry" && error.code !== "conflict") return;
        settled();
        if (this.#kept?.sessionId === sessionId) this.#refused(error);
      },
    );
  }

  /**
   * Sends a sign of life when one is due or the status may have changed. Also called for incoming sound, because a page
   * in the background has slow timers.
   */
  beat(isUrgent = false): void {
    const kept = this.#kept;
    const isDue = isUrgent || Date.now() - this.#beatAt >= this.#leaseMs / 4;
    if (!kept || !isDue || this.#isBeating || this.#unsent.has(kept.sessionId)) return;
    this.#beatAt = Date.now();
    this.#isBeating = true;
    const { sessionId, status, recordingId } = kept;
    const payload = { session_id: sessionId, status: status as contract.KeepRecording["status"] };
    this.#client
      .command("keep_recording", { ...payload, ...named(recordingId) }, { timeoutMs: BEAT_TIMEOUT_MS })
      .catch((error: unknown) => this.#kept === kept && this.#refused(error))
      .finally(() => {
        this.#isBeating = false;
      });
  }

  /** From now on users who may read this session can listen to the stream. */
  play(sessionId: string, stream: MediaStream | null): void {
    if (this.#broadcast?.sessionId !== sessionId) this.dismiss();
    this.#broadcast ??= this.#begin(sessionId);
    this.#broadcast.play(stream);
  }

  /** Stops the live sound for now. */
  hush(): void {
    this.#broadcast?.play(null);
  }

  /** Ends the live sound. */
  dismiss(): void {
    this.#broadcast?.close();
    this.#broadcast = null;
  }

  #keep(kept: ({ readonly sessionId: string } & Report) | null): void {
    this.#kept = kept;
    this.#beatAt = Date.now();
    if (kept) this.#tick();
    else clearInterval(this.#timer);
  }

  #tick(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.beat(), Math.min(TICK_MS, this.#leaseMs / 4));
  }

  #refused(error: unknown): void {
    if (!(error instanceof RoomtoneError) || error.code !== "conflict") return;
    this.#keep(null);
    const { reason, name } = error.details;
    const detail: Displaced = {
      reason: reason === "closed" ? "closed" : "taken",
      name: typeof name === "string" ? name : "",
    };
    this.dispatchEvent(new CustomEvent("displaced", { detail }));
  }

  #begin(sessionId: string): Broadcast {
    const broadcast = new Broadcast(this.#client, sessionId);
    broadcast.addEventListener("listeners", (event) => {
      this.dispatchEvent(new CustomEvent("listeners", { detail: (event as CustomEvent<number>).detail }));
    });
    broadcast.addEventListener("changed", () => this.beat(true));
    return broadcast;
  }
}

function named(recordingId: string | null): { recording_id?: string } {
  return recordingId === null ? {} : { recording_id: recordingId };
}
