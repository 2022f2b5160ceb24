import type { contract, RoomtoneClient, Subscription } from "../../sdk";
import type { Brief } from "../recorder/sessions";

type Tell = (name: "roomtone-recorded" | "roomtone-transcript", detail: object) => void;

/** Tells what becomes of a recording. */
export function follow(client: RoomtoneClient, session: Brief, recordingId: string, tell: Tell): void {
  new Results(client, session, recordingId, tell);
}

/**
 * What becomes of a recording after Done: `roomtone-recorded` {session, recording} once its sound is one file, then
 * `roomtone-transcript` {session, recording_id, text, segments}, if this server writes down what was said and could.
 */
class Results {
  readonly #session: Brief;
  readonly #recordingId: string;
  readonly #tell: Tell;
  readonly #segments = new Map<string, contract.SpeechSegment>();
  readonly #subscription: Subscription;
  #transcribes = false;
  #isRecorded = false;

  constructor(client: RoomtoneClient, session: Brief, recordingId: string, tell: Tell) {
    this.#session = session;
    this.#recordingId = recordingId;
    this.#tell = tell;
    this.#subscription = client.subscribe<"voice">(session.session_id, {
      onSnapshot: (view) => {
        this.#transcribes = view.transcription;
        for (const one of view.segments) this.#hear(one);
        for (const one of view.recordings) this.#look(one);
        for (const one of view.jobs) this.#work(one);
      },
      onEvent: (event) => {
        if (event.type === "segment_changed") this.#hear(event.data.segment);
        else if (event.type === "job_changed") {
          if (event.data.recording) this.#look(event.data.recording);
          this.#work(event.data.job);
        }
      },
    });
  }

  #hear(segment: contract.SpeechSegment): void {
    if (segment.source_id === this.#recordingId) this.#segments.set(segment.segment_id, segment);
  }

  #look(recording: contract.Recording): void {
    if (recording.recording_id !== this.#recordingId || recording.audio_url === null || this.#isRecorded)
      return;
    this.#isRecorded = true;
    this.#tell("roomtone-recorded", { session: this.#session, recording });
    if (!this.#transcribes) this.close();
  }

  #work(job: contract.Job): void {
    const isOurs = job.type === "TRANSCRIBE" && job.recording_id === this.#recordingId;
    if (!isOurs || (job.state !== "done" && job.state !== "failed")) return;
    if (job.state === "done") {
      const segments = [...this.#segments.values()].sort((a, b) => a.start_ms - b.start_ms);
      const text = segments.map((one) => one.text).join(" ");
      const detail = { session: this.#session, recording_id: this.#recordingId, text, segments };
      this.#tell("roomtone-transcript", detail);
    }
    this.close();
  }

  close(): void {
    this.#subscription.close();
  }
}
