import { type contract, type RoomtoneClient, RoomtoneError } from "../../sdk";
import { Audience, type Displaced } from "./audience";
import { CHUNK_MS, MicrophoneError, type MicrophoneProblem, microphones } from "./capture";
import { ChunkStore, type KeptRecording } from "./chunk-store";
import * as machine from "./machine";
import { RecordingPipeline } from "./recording-pipeline";
import { RecordingRecovery } from "./recovery";
import { isRecordedSomewhere, remembered } from "./remaining";
import { Runner } from "./runner";
import { type Brief, type Made, Sessions } from "./sessions";
import { type UploadProgress, UploadRefused } from "./uploader";

export type Problem =
  | MicrophoneProblem
  | "full"
  | "no_session"
  | "close_failed"
  | { readonly code: string }
  | { readonly displaced: Displaced };

/**
 * The one recorder of this page: it takes keys, stores the sound on the device and uploads it. Fires `change` when
 * something must be drawn again, `level` with dB, `created` and `activated` with a session, and `closed` with the
 * answer to a close.
 */
export class Recorder extends EventTarget {
  problem: Problem | null = null;
  listeners = 0;
  /** Another tab of this browser records. */
  isElsewhere = false;
  /** Rec has made a new session, because there was no active one. */
  isNewInstead = false;
  /** The microphones to choose from after one was lost. */
  microphones: readonly MediaDeviceInfo[] = [];
  readonly client: RoomtoneClient;
  readonly recovery: RecordingRecovery;
  readonly #sessions: Sessions;
  readonly #audience: Audience;
  readonly #store = new ChunkStore();
  readonly #pipeline: RecordingPipeline;
  #isAwake = false;
  /** The keys whose effect is not decided yet. */
  #turn: Promise<void> = Promise.resolve();
  readonly #runner = new Runner((effect, pageSession) =>
    this.#carryOut(effect, pageSession).catch((error: unknown) => this.#refused(error)),
  );
  #last: { readonly key: machine.Key; readonly pageSession: string | null } | null = null;
  /** The session that could not be closed. */
  #unclosed: string | null = null;

  constructor(client: RoomtoneClient) {
    super();
    this.client = client;
    this.#sessions = new Sessions(client);
    this.#audience = new Audience(client);
    this.#pipeline = new RecordingPipeline(client, this.#store);
    this.recovery = new RecordingRecovery(client, this.#store);
    this.#listen();
    globalThis.addEventListener?.("beforeunload", (event) => {
      if (this.isRecording || this.#store.isHolding) event.preventDefault();
    });
  }

  /** What New makes its sessions with. */
  set made(made: Made) {
    this.#sessions.made = made;
  }

  /** The session that it records into, or recorded into last. */
  get session(): Brief | null {
    return this.#sessions.current;
  }

  /** The session that is sent live, as everybody sees it. */
  get heard(): contract.VoiceSession | null {
    return this.#audience.session;
  }

  get state(): machine.MachineState {
    return this.#runner.state;
  }

  get status(): machine.RecorderStatus {
    return this.state.status;
  }

  /** The status to show: `recording` only once something is being recorded. */
  get shown(): machine.RecorderStatus {
    return this.status === "recording" && !this.#pipeline.isRolling ? "ready" : this.status;
  }

  /** Somebody else records into its session, or has closed it: the shown status is not this recorder's. */
  get isDisplaced(): boolean {
    return this.status === "error" && isDisplacement(this.problem);
  }

  /** The key had no effect, because there is no microphone; no recording was interrupted. */
  get isBlocked(): boolean {
    return this.status === "error" && this.problem === "denied";
  }

  get isRecording(): boolean {
    return this.status === "recording" || this.status === "cutting";
  }

  /** The recording of the last Rec or New, until it has been uploaded. */
  get recordingId(): string | null {
    return this.#pipeline.recordingId;
  }

  get elapsedMs(): number {
    return this.#pipeline.elapsedMs;
  }

  get fragmentMs(): number {
    return this.#pipeline.fragmentMs;
  }

  /** The number of fragments in this recording. */
  get fragments(): number {
    return this.#pipeline.fragments;
  }

  get upload(): UploadProgress {
    return this.#pipeline.upload;
  }

  /** Milliseconds of this recording that only this device has. */
  get waitingMs(): number {
    return Math.min(this.elapsedMs, this.upload.waiting * CHUNK_MS);
  }

  /** Continues the recording of this tab from before a reload, and offers those of other visits. */
  async start(): Promise<void> {
    const user = await this.client.ensureUser();
    const kept = await this.#store.recordings(user.id);
    const own = remembered();
    const mine = kept.find((one) => one.recordingId === own);
    if (mine) await this.#takeUp(mine);
    // Its own is no remainder: taken up, or begun while there was no network.
    await this.recovery.look(kept.filter((one) => one.recordingId !== this.recordingId));
  }

  /**
   * A key. `pageSession` is the session of the page where it was pressed; without one it is the button's. Keys take
   * effect in the order in which they were pressed, also when one has to ask the server first: a New after a Done waits
   * for it.
   */
  async press(key: machine.Key, pageSession: string | null = null): Promise<void> {
    this.#turn = this.#turn.then(() => this.#press(key, pageSession));
    await this.#turn;
    await this.#runner.done;
  }

  /** Returns when what the pressed keys ask for is done: after Done, when all of the recording is on the server. */
  async sent(): Promise<void> {
    await this.#turn;
    await this.#runner.done;
  }

  /** Repeats the key that failed. */
  async pressAgain(): Promise<void> {
    if (this.#last) await this.press(this.#last.key, this.#last.pageSession);
  }

  async #press(pressed: machine.Key, pageSession: string | null): Promise<void> {
    let key = pressed;
    this.#last = { key, pageSession };
    if (key === "new" && this.#runner.isCreating) return;
    this.microphones = [];
    this.isNewInstead = false;
    this.#report(null);
    try {
      if (key === "rec" && !pageSession) {
        if (!machine.isValid(this.state, "rec")) return;
        // Without an active session Rec does what New does, and says so (D32).
        this.isNewInstead = !(await this.#hasSession());
        if (this.isNewInstead) key = "new";
      }
      if (key === "done" && !(await this.#closes(pageSession))) return;
    } catch (error) {
      this.#report({ code: codeOf(error) });
      return;
    }
    const activates = key === "rec" && pageSession !== null;
    this.#runner.take(machine.press(this.state, key, activates), pageSession);
  }

  /** Recovers from a lost microphone: continues with the only one that there is, or offers those that there are. */
  async chooseMicrophone(): Promise<void> {
    this.microphones = await microphones();
    if (this.microphones.length < 2) await this.useMicrophone(undefined);
    else this.#changed();
  }

  async useMicrophone(deviceId: string | undefined): Promise<void> {
    this.#pipeline.deviceId = deviceId;
    await this.press("rec", this.session?.session_id ?? null);
  }

  /** Recovers from a failed close: closes the same session, whichever is active by now. */
  async closeAgain(): Promise<void> {
    await this.press("done", this.#unclosed);
  }

  // --- keys that need a session ---------------------------------------------------------------------------------

  /** Whether there is a session to record into: this one, or the active one. */
  async #hasSession(): Promise<boolean> {
    if (this.session && this.status === "paused") return true;
    const active = await this.#sessions.active(this.#pipeline.sessionId !== null);
    if (active) this.#moveTo(active);
    return active !== null;
  }

  /** Whether a Done goes through the recorder. A session that it does not record into is closed at once. */
  async #closes(pageSession: string | null): Promise<boolean> {
    const recorded = this.#pipeline.sessionId;
    const target = pageSession ?? (await this.#sessions.toClose(recorded));
    if (target === null) {
      this.#report("no_session");
      return false;
    }
    if (target === (recorded ?? this.session?.session_id)) return true;
    await this.#close(target);
    return false;
  }

  async #close(sessionId: string): Promise<boolean> {
    try {
      const answer = await this.#sessions.close(sessionId);
      this.dispatchEvent(new CustomEvent("closed", { detail: answer }));
      return true;
    } catch {
      this.#unclosed = sessionId;
      this.#report("close_failed");
      return false;
    }
  }

  /** Switches to this session: a recording of another session is uploaded on its own. */
  #moveTo(session: Brief): void {
    const before = this.#pipeline.sessionId;
    this.#sessions.current = session;
    if (before === null || before === session.session_id) return;
    this.#audience.dismiss();
    this.#audience.announce(before, "ready", this.#pipeline.recordingId);
    this.#pipeline.leave();
  }

  // --- the machine ------------------------------------------------------------------------------------------------

  #input(input: machine.RecorderInput): void {
    this.#runner.take(machine.transition(this.state, input));
  }

  async #carryOut(effect: machine.Effect, pageSession: string | null): Promise<void> {
    if (this.status === "error") return; // an earlier effect of the same key has failed
    switch (effect) {
      case "create_session":
        await this.#pipeline.open(); // so that a blocked microphone leaves no empty session
        this.#moveTo(await this.#sessions.create());
        this.dispatchEvent(new CustomEvent("created", { detail: this.session }));
        return;
      case "activate_page_session":
        this.#moveTo(await this.#sessions.activate(pageSession as string));
        this.dispatchEvent(new CustomEvent("activated", { detail: this.session }));
        return;
      case "start":
        return this.#begin();
      case "cut":
        return this.#cut();
      case "pause":
        await this.#silence();
        this.#announce("paused");
        return;
      case "finish":
        return this.#finish();
      case "close":
        return this.#closeRecorded();
    }
  }

  async #begin(): Promise<void> {
    if (!this.session) return;
    await this.#pipeline.start(this.session.session_id);
    this.#announce("recording");
    this.#audience.play(this.session.session_id, this.#pipeline.stream);
  }

  async #cut(): Promise<void> {
    this.#announce("cutting");
    await this.#pipeline.endFragment();
    if (!this.state.newWaits) {
      this.#pipeline.beginFragment();
      this.#announce("recording");
    }
    this.#input("cut_finished");
  }

  async #silence(): Promise<void> {
    this.#audience.hush();
    await this.#pipeline.stop();
  }

  async #finish(): Promise<void> {
    await this.#silence();
    this.#audience.dismiss();
    if (this.#pipeline.sessionId !== null) this.#announce("final_uploading");
    await this.#pipeline.end(this.state.closing);
    if (!this.state.closing) this.#announce("ready");
    this.#input("uploaded");
  }

  async #closeRecorded(): Promise<void> {
    if (!this.session) return;
    const closed = await this.#close(this.session.session_id);
    if (closed) this.#pipeline.rewind();
    else this.#announce("ready");
    this.#input(closed ? "close_succeeded" : "close_failed");
  }

  // --- recordings of earlier visits -------------------------------------------------------------------------------

  /** The recording of this tab is this recorder's again, unless a key was pressed before. */
  async #takeUp(kept: KeptRecording): Promise<void> {
    const session = await this.#sessions.read(kept.sessionId);
    if (this.status !== "ready" || this.#pipeline.sessionId !== null) return;
    this.#sessions.current = session;
    this.#pipeline.takeUp(kept);
    if (kept.total === null) {
      this.#runner.take(machine.transition(machine.at("recording"), "reloaded"));
      this.#announce("paused");
    } else {
      const before = { ...machine.at("final_uploading"), closing: kept.closing };
      this.#runner.take({ ...machine.transition(before, "reloaded"), effects: ["finish"] });
    }
  }

  /** All of it is on the server now; if Done was pressed, the session is closed. */
  #sentLate({ sessionId, recordingId, closing }: KeptRecording): void {
    if (this.#pipeline.sessionId === sessionId) return;
    if (closing) void this.#close(sessionId);
    else this.#audience.announce(sessionId, "ready", recordingId);
  }

  // --- errors and messages ----------------------------------------------------------------------------------------

  #listen(): void {
    on<KeptRecording>(this.recovery, "sent", (kept) => this.#sentLate(kept));
    on<string>(this.recovery, "refused", (code) => this.#report({ code }));
    on(this.recovery, "change", () => this.#changed());
    on(this.#runner, "change", () => {
      if (this.isRecording || this.#isAwake) void this.#keepAwake();
      this.#changed();
    });
    on<number>(this.#audience, "listeners", (listeners) => {
      this.listeners = listeners;
      this.#changed();
    });
    on<Displaced>(this.#audience, "displaced", (displaced) => this.#displaced(displaced));
    on<number>(this.#pipeline, "level", (detail) => this.dispatchEvent(new CustomEvent("level", { detail })));
    on(this.#pipeline, "lost", () => this.#fail("lost"));
    on(this.#pipeline, "full", () => this.#full());
    on<{ code: string; isCurrent: boolean }>(this.#pipeline, "refused", ({ code, isCurrent }) =>
      isCurrent ? this.#fail({ code }) : this.#report({ code }),
    );
    on(this.#pipeline, "progress", () => {
      this.#audience.beat();
      if (this.problem === "full" && this.upload.waiting === 0) this.problem = null; // there is room again
      this.#changed();
    });
  }

  #full(): void {
    if (this.status !== "recording") return;
    this.#report("full");
    this.#runner.take(machine.press(this.state, "pause"));
  }

  #refused(error: unknown): void {
    this.#fail(error instanceof MicrophoneError ? error.problem : { code: codeOf(error) });
  }

  #fail(problem: Problem): void {
    this.problem = problem;
    this.#input("failed");
    // otherwise nothing was recorded, and there is nothing to report
    if (this.#pipeline.sessionId !== null) this.#announce("error");
    this.#runner.after(() => this.#silence()); // before the next key's effect, which opens a microphone again
  }

  /** Another recorder has taken over, or somebody has closed the session: this one stops, and uploads what it has. */
  #displaced(displaced: Displaced): void {
    if (!this.isRecording) return;
    this.problem = { displaced };
    this.#input("failed");
    this.#runner.after(async () => {
      await this.#silence();
      this.#audience.dismiss();
      this.#pipeline.leave();
    });
  }

  async #keepAwake(): Promise<void> {
    this.#isAwake = this.isRecording;
    const { awake } = await import("./awake");
    awake.set(this.#isAwake);
  }

  /** Looks whether another tab records. */
  async lookElsewhere(): Promise<void> {
    if (globalThis.document?.visibilityState !== "visible") return;
    const isElsewhere = !this.isRecording && (await isRecordedSomewhere()) && !this.isRecording;
    if (isElsewhere === this.isElsewhere) return;
    this.isElsewhere = isElsewhere;
    this.#changed();
  }

  #announce(status: machine.RecorderStatus): void {
    if (this.session) this.#audience.announce(this.session.session_id, status, this.#pipeline.recordingId);
  }

  #report(problem: Problem | null): void {
    this.problem = problem;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

function on<T = unknown>(target: EventTarget, event: string, work: (detail: T) => void): void {
  target.addEventListener(event, (one) => work((one as CustomEvent<T>).detail));
}

function isDisplacement(problem: Problem | null): boolean {
  return typeof problem === "object" && problem !== null && "displaced" in problem;
}

/** The name of an error in messages; an unexpected error is reported too. */
function codeOf(error: unknown): string {
  if (error instanceof UploadRefused || error instanceof RoomtoneError) return error.code;
  reportError(error);
  return "internal_error";
}
