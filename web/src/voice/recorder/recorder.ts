import { type contract, type RoomtoneClient, RoomtoneError } from "../../sdk";
import { Broadcast } from "./broadcast";
import { Capture, MicrophoneError, type MicrophoneProblem, microphones } from "./capture";
import { ChunkStore, type KeptRecording } from "./chunk-store";
import { lock, remember, remembered } from "./kept";
import { LeftOver } from "./left-over";
import { at, type Effect, type Happening, happen, type Key, type MachineState, press } from "./machine";
import { Uploader, type UploadProgress, UploadRefused } from "./uploader";

export type Problem = MicrophoneProblem | "full" | "no_session" | "close_failed" | { readonly code: string };
export type Brief = contract.ActiveBrief;

/** So long a key waits for the server's word on which session is active; then it goes by what this device knows. */
const ASK_MS = 5_000;

/**
 * The one recorder of this page: keys go in, sound goes to the device and from there to the server. Fires `change`
 * when something is to be shown anew, `level` with dB, and `closed` with the session that a Done has closed.
 */
export class Recorder extends EventTarget {
  state: MachineState = at("ready");
  /** A key's work has begun and not yet shown: a microphone is being asked for. */
  busy = false;
  /** Where it records, or recorded last. */
  session: Brief | null = null;
  problem: Problem | null = null;
  listeners = 0;
  /** What there is to choose from after a microphone was lost. */
  microphones: readonly MediaDeviceInfo[] = [];
  readonly client: RoomtoneClient;
  readonly leftOver: LeftOver;
  readonly #store = new ChunkStore();
  readonly #capture = new Capture();
  #kept: KeptRecording | null = null;
  #uploader: Uploader | null = null;
  #broadcast: Broadcast | null = null;
  #unlock: (() => void) | null = null;
  /** The presses whose effect is still being decided. */
  #turn: Promise<void> = Promise.resolve();
  #work: Promise<void> = Promise.resolve();
  #writes: Promise<void> = Promise.resolve();
  #pageSession: string | null = null;

  constructor(client: RoomtoneClient) {
    super();
    this.client = client;
    this.leftOver = new LeftOver(client, this.#store);
    this.leftOver.addEventListener("change", () => this.#changed());
    this.leftOver.addEventListener("refused", (event) => {
      this.problem = { code: (event as CustomEvent<string>).detail };
      this.#changed();
    });
    this.#capture.addEventListener("chunk", (event) => this.#keep((event as CustomEvent<Blob>).detail));
    this.#capture.addEventListener("level", (event) =>
      this.dispatchEvent(new CustomEvent("level", { detail: (event as CustomEvent<number>).detail })),
    );
    this.#capture.addEventListener("lost", () => this.#fail("lost"));
    globalThis.addEventListener?.("beforeunload", (event) => {
      if (this.isRecording) event.preventDefault();
    });
  }

  get status(): MachineState["status"] {
    return this.state.status;
  }

  /** What a pictogram shows: `recording` only once the microphone is open. */
  get shown(): MachineState["status"] {
    return this.status === "recording" && !this.#capture.stream ? "ready" : this.status;
  }

  get isRecording(): boolean {
    return this.status === "recording" || this.status === "cutting";
  }

  get elapsedMs(): number {
    return this.#capture.lengthMs;
  }

  get fragmentMs(): number {
    return this.#capture.fragmentMs;
  }

  /** Fragments begun in this recording. */
  get fragments(): number {
    return this.#kept?.fragments ?? 0;
  }

  get upload(): UploadProgress {
    return this.#uploader?.progress ?? { waiting: 0, waitingFragments: 0, offline: false };
  }

  /** Takes up what an earlier visit left: the paused recording of this very tab, and offers for all others. */
  async start(): Promise<void> {
    const user = await this.client.ensureUser();
    const kept = await this.#store.recordings(user.id);
    const own = remembered();
    const mine = kept.find((one) => one.recordingId === own);
    if (mine && this.status === "ready" && !this.busy) await this.#takeUp(mine);
    await this.leftOver.look(kept.filter((one) => one !== mine));
  }

  /**
   * A key. `pageSession` is the session of the page that it was pressed on; without one it is the button's. Keys take
   * effect in the order of their presses, also when one has to ask the server first: a New behind a Done waits for it.
   */
  async press(key: Key, pageSession: string | null = null): Promise<void> {
    this.#turn = this.#turn.then(() => this.#press(key, pageSession));
    await this.#turn;
    await this.#work;
  }

  async #press(key: Key, pageSession: string | null): Promise<void> {
    this.problem = null;
    this.microphones = [];
    try {
      if (key === "rec" && !pageSession && !(await this.#hasSession())) return;
      if (key === "done" && !(await this.#closes(pageSession))) return;
    } catch (error) {
      this.problem = { code: error instanceof RoomtoneError ? error.code : "internal_error" };
      this.#changed();
      return;
    }
    this.#pageSession = pageSession;
    const onOtherPage = pageSession !== null && this.session?.session_id !== pageSession;
    this.#step(press(this.state, key, onOtherPage || (key === "rec" && pageSession !== null)));
  }

  /** The way back from a lost microphone: goes on with the only one that there is, else offers those that there are. */
  async chooseMicrophone(): Promise<void> {
    this.microphones = await microphones();
    if (this.microphones.length < 2) await this.useMicrophone(undefined);
    else this.#changed();
  }

  async useMicrophone(deviceId: string | undefined): Promise<void> {
    this.#capture.deviceId = deviceId;
    await this.press("rec", this.session?.session_id ?? null);
  }

  // --- keys that need to know where -----------------------------------------------------------------------------

  /** Whether there is a session to record into: this one, or the active one. */
  async #hasSession(): Promise<boolean> {
    if (this.session && this.status === "paused") return true;
    const active = await this.#active();
    if (active) {
      this.session = active;
      return true;
    }
    this.problem = "no_session";
    this.#changed();
    return false;
  }

  /** Whether a Done goes through the recorder. A session that is not being recorded is closed at once. */
  async #closes(pageSession: string | null): Promise<boolean> {
    const recording = this.#kept ? this.session?.session_id : null;
    let target = pageSession;
    if (target === null) {
      const active = await this.#active();
      target = active?.session_id ?? recording ?? null;
      if (active && !recording) this.session = active;
    }
    if (target === null) {
      this.problem = "no_session";
      this.#changed();
      return false;
    }
    if (target === recording || recording === null) {
      if (recording === null && this.session?.session_id !== target) {
        await this.#close(target);
        return false;
      }
      return true;
    }
    await this.#close(target);
    return false;
  }

  /** The user's active session. Without a connection it is, as far as this device knows, the one that it records. */
  async #active(): Promise<Brief | null> {
    try {
      const asked = { body: {}, timeoutMs: ASK_MS };
      return (await this.client.request("POST", "/voicebot/active_session", asked)).active_session;
    } catch (error) {
      if (this.#kept && error instanceof RoomtoneError && error.advice === "retry") return this.session;
      throw error;
    }
  }

  async #close(sessionId: string): Promise<boolean> {
    try {
      const ack = await this.client.command("session_done", { session_id: sessionId });
      this.dispatchEvent(new CustomEvent("closed", { detail: ack }));
      return true;
    } catch {
      this.problem = "close_failed";
      this.#changed();
      return false;
    }
  }

  // --- the machine ------------------------------------------------------------------------------------------------

  #step(step: { state: MachineState; effects: readonly Effect[] }): void {
    const before = this.state;
    this.state = step.state;
    for (const effect of step.effects) {
      this.#work = this.#work.then(async () => {
        try {
          await this.#carryOut(effect);
        } catch (error) {
          this.#refused(error);
        }
      });
    }
    if (step.effects.length > 0) {
      this.busy = true;
      this.#work = this.#work.then(() => {
        this.busy = false;
        this.#changed();
      });
    }
    if (before !== this.state || step.effects.length > 0) this.#changed();
  }

  #happened(happening: Happening): void {
    this.#step(happen(this.state, happening));
  }

  async #carryOut(effect: Effect): Promise<void> {
    if (this.status === "error") return; // an earlier effect of the same key has failed
    switch (effect) {
      case "create_session":
        this.session = brief(await this.client.request("POST", "/voicebot/create_session", { body: {} }));
        this.dispatchEvent(new CustomEvent("created", { detail: this.session }));
        return;
      case "activate_page_session":
        return this.#activate();
      case "start":
        return this.#begin();
      case "cut":
        return this.#cut();
      case "pause":
        await this.#silence();
        this.#report("paused");
        return;
      case "finish":
        return this.#finish();
      case "close":
        return this.#closeRecorded();
    }
  }

  async #activate(): Promise<void> {
    const session_id = this.#pageSession;
    if (!session_id) return;
    if (this.#kept && this.#kept.sessionId !== session_id) void this.#end(); // the old one goes on uploading alone
    this.session = await this.client.request("POST", "/voicebot/activate_session", { body: { session_id } });
    this.dispatchEvent(new CustomEvent("activated", { detail: this.session }));
  }

  async #begin(): Promise<void> {
    if (!this.session) return;
    const user = await this.client.ensureUser();
    await this.#capture.open();
    if (!this.#kept || this.#kept.sessionId !== this.session.session_id || this.#kept.total !== null) {
      this.#kept = {
        recordingId: crypto.randomUUID(),
        sessionId: this.session.session_id,
        userId: user.id,
        startedAt: Date.now(),
        next: 0,
        fragments: 0,
        lengthMs: 0,
        total: null,
      };
      this.#capture.reset();
      this.#watch(this.#kept);
    }
    this.#kept = { ...this.#kept, fragments: this.#kept.fragments + 1 };
    this.#capture.start();
    this.#report("recording");
    this.#broadcasting(this.session.session_id).play(this.#capture.stream);
  }

  async #cut(): Promise<void> {
    this.#report("cutting");
    await this.#capture.stop();
    await this.#writes;
    if (!this.state.newWaits) {
      if (this.#kept) this.#kept = { ...this.#kept, fragments: this.#kept.fragments + 1 };
      this.#capture.start();
      this.#report("recording");
    }
    this.#happened("cut_finished");
  }

  async #silence(): Promise<void> {
    await this.#capture.stop();
    this.#capture.close();
    this.#broadcast?.play(null);
    await this.#writes;
  }

  async #finish(): Promise<void> {
    await this.#silence();
    this.#broadcast?.close();
    this.#broadcast = null;
    if (this.#kept) this.#report("final_uploading");
    await this.#end();
    if (!this.state.closing && this.session) this.#report("ready");
    this.#happened("uploaded");
  }

  /** Ends the recording and waits until the server has all of it. */
  async #end(): Promise<void> {
    const kept = this.#kept;
    if (!kept) return;
    const uploader = this.#uploader;
    if (kept.next === 0) {
      await this.#store.forget(kept.recordingId);
      uploader?.stop();
    } else {
      const ended = { ...kept, total: kept.next };
      this.#kept = ended;
      await this.#store.save(ended);
      await uploader?.drained();
    }
    if (this.#kept?.recordingId === kept.recordingId) this.#kept = null;
    this.#unlock?.();
    remember(null);
  }

  async #closeRecorded(): Promise<void> {
    if (!this.session) return;
    const closed = await this.#close(this.session.session_id);
    if (closed) this.#capture.reset();
    this.#happened(closed ? "close_succeeded" : "close_failed");
  }

  // --- chunks -----------------------------------------------------------------------------------------------------

  /** On the device first; then, and only then, on its way. */
  #keep(body: Blob): void {
    const before = this.#kept;
    if (!before) return;
    const kept = { ...before, next: before.next + 1, lengthMs: this.#capture.lengthMs };
    this.#kept = kept;
    const chunk = { recordingId: kept.recordingId, number: before.next, fragment: before.fragments, body };
    this.#writes = this.#writes.then(async () => {
      const fits = await this.#store.add(kept, chunk);
      this.#uploader?.nudge(chunk);
      if (fits || this.status !== "recording") return;
      this.problem = "full";
      this.#step(press(this.state, "pause"));
    });
  }

  #watch(kept: KeptRecording): void {
    remember(kept.recordingId);
    this.#unlock = lock(kept.recordingId);
    const uploader = new Uploader(this.client, this.#store, () =>
      this.#kept?.recordingId === kept.recordingId ? this.#kept : kept,
    );
    uploader.addEventListener("progress", () => {
      if (this.problem === "full" && uploader.progress.waiting === 0) this.problem = null; // there is room again
      this.#changed();
    });
    uploader.addEventListener("refused", (event) =>
      this.#fail({ code: (event as CustomEvent<string>).detail }),
    );
    this.#uploader = uploader;
  }

  async #takeUp(kept: KeptRecording): Promise<void> {
    const { session } = await this.client.request("GET", `/voicebot/sessions/${kept.sessionId}`);
    this.session = brief(session);
    this.#kept = kept;
    this.#capture.reset(kept.lengthMs);
    this.#watch(kept);
    if (kept.total !== null) {
      this.state = { ...at("final_uploading"), closing: false };
      await this.#end();
      this.#happened("uploaded");
      return;
    }
    this.#step(happen(at("recording"), "reloaded"));
    this.#report("paused");
    this.#uploader?.nudge();
  }

  // --- what goes wrong ----------------------------------------------------------------------------------------------

  #refused(error: unknown): void {
    if (error instanceof MicrophoneError) this.#fail(error.problem);
    else if (error instanceof UploadRefused || error instanceof RoomtoneError)
      this.#fail({ code: error.code });
    else {
      this.#fail({ code: "internal_error" });
      reportError(error);
    }
  }

  #fail(problem: Problem): void {
    this.problem = problem;
    const wasRecording = this.isRecording;
    this.#happened("failed");
    if (wasRecording || this.#kept) this.#report("error");
    this.#work = this.#work.then(() => this.#silence()); // before the next key's work: it opens a microphone anew
  }

  /** Tells everybody who looks at the session what the recorder does; a repeat sets it again. */
  #report(status: MachineState["status"]): void {
    const session_id = this.session?.session_id;
    if (!session_id || status === "closed") return;
    this.client.command("report_recording", { session_id, status }).catch(() => {});
  }

  #broadcasting(sessionId: string): Broadcast {
    if (this.#broadcast) return this.#broadcast;
    const broadcast = new Broadcast(this.client, sessionId);
    broadcast.addEventListener("listeners", (event) => {
      this.listeners = (event as CustomEvent<number>).detail;
      this.#changed();
    });
    this.#broadcast = broadcast;
    return broadcast;
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

function brief(session: Brief): Brief {
  const { session_id, session_name, is_active, url } = session;
  return { session_id, session_name, is_active, url };
}
