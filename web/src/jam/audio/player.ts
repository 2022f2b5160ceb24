/**
 * The sound of a jam in this browser: one audio context, the shared clock, and playing alone or together. Fires
 * `playing` when it starts or stops and `step` when the next step plays.
 */

import { RoomtoneError } from "../../sdk";
import type { Track } from "../document/model";
import { Recordings } from "../recording/recordings";
import type { JamSession } from "../session";
import { SharedClock } from "./clock";
import { ClockExchanges } from "./clock-exchanges";
import { Finding } from "./finding";
import { loadVoices } from "./mixer";
import { Output } from "./output";
import type { Pace } from "./pattern";
import { Playhead } from "./playhead";
import { presetOf } from "./presets";
import { Ticks } from "./ticks";
import { Transport } from "./transport";
import { Trial } from "./trial";

/** How exactly the clock must be known before music with others begins, in ms. */
const GOOD_MS = 2;
const UNLOCK_MS = 500;
const SOON = 0.01; // seconds: a note that starts now would begin with a click
const SAMPLE_MS = 20_000;
// from the key to the first step: the first notes are in time, and the delay is not noticeable
const ALONE_LEAD_MS = 40;

type Sounding = Pick<Track, "sampleId" | "transpose" | "volume">;
export type PlayMode = "together" | "alone";

export class Player extends EventTarget {
  readonly clock = new SharedClock();
  readonly recordings: Recordings;
  readonly #session: JamSession;
  readonly #silenced = new Set<string>();
  #output: Output | null = null;
  #transport: Transport | null = null;
  #playMode: PlayMode = "together";
  #isWaiting = false;
  readonly #trial = new Trial();
  #sample: ReturnType<typeof setTimeout> | undefined;
  readonly #playhead = new Playhead(
    () => this.#transport?.stepAt(this.#audioTime(performance.now())) ?? null,
    () => this.dispatchEvent(new Event("step")),
  );
  readonly #exchanges: ClockExchanges;
  #ticks: Ticks | null = null;
  readonly #finding = new Finding(
    () => this.#knowsClocks(),
    () => this.dispatchEvent(new Event("playing")),
  );
  readonly #unlisten: (() => void)[] = [];

  constructor(session: JamSession) {
    super();
    this.#session = session;
    this.recordings = new Recordings(session.client, session.id);
    this.recordings.addEventListener("change", () => void this.#loadSounds()); // one that came back is heard again
    this.#listen("change", () => this.#follow());
    this.#listen("recordings", () => void this.recordings.refresh());
    this.#listen("transport", () => void this.#followShared());
    this.#exchanges = new ClockExchanges(session.client.connection, this.clock);
    this.#exchanges.addEventListener("change", () => this.dispatchEvent(new Event("playing")));
    this.#listen("status", () => this.#exchanges.keep());
  }

  get isPlaying(): boolean {
    return this.#transport?.isPlaying ?? false;
  }

  /** Whether Play was pressed, and the music waits until the clocks are known. */
  get isFinding(): boolean {
    return this.#finding.isOn;
  }

  get playMode(): PlayMode {
    return this.#playMode;
  }

  /** Whether the browser waits for a press before it allows sound. */
  get isLocked(): boolean {
    return this.#output?.context.state !== "running";
  }

  /** The step that is playing now. */
  get step(): number | null {
    return this.#playhead.step;
  }

  get level(): number {
    return this.#output?.meter.peak() ?? Number.NEGATIVE_INFINITY;
  }

  /** The tracks that only this listener has muted (D10). */
  get silenced(): ReadonlySet<string> {
    return this.#silenced;
  }

  silence(trackId: string, silent: boolean): void {
    if (silent) this.#silenced.add(trackId);
    else this.#silenced.delete(trackId);
    this.#follow();
    this.dispatchEvent(new Event("playing"));
  }

  /** Play or stop, like the key. Must be called from a press, or the browser keeps it silent. */
  async toggle(): Promise<void> {
    if (this.isPlaying) await this.stop();
    else if (this.isFinding) this.#finding.end();
    else await this.play();
  }

  /** Plays without a press here, where the browser allows it; else the page waits for one. */
  async begin(): Promise<void> {
    if (navigator.userActivation?.hasBeenActive ?? true) await this.play();
    else this.#wait();
  }

  #wait(): void {
    this.#isWaiting = true;
    this.dispatchEvent(new Event("playing"));
  }

  /** Whether there is something to hear as soon as Play is pressed. */
  get isWaiting(): boolean {
    const isShared = this.#session.transport.playing && this.#playMode === "together";
    return !this.isPlaying && this.isLocked && (isShared || this.#isWaiting);
  }

  async play(): Promise<void> {
    await this.unlock();
    if (this.isLocked) this.#wait();
    if (this.isLocked || !(await this.#finding.done())) return;
    if (this.#playMode === "alone" || !this.#session.client.connection.online) {
      this.#startAlone(0, performance.now() + ALONE_LEAD_MS);
      return;
    }
    const shared = this.#session.transport;
    if (shared.playing && this.#session.people.counts.playing > 0) {
      await this.#followShared();
      return;
    }
    // The stored transport started long ago and nobody plays any more: start from the beginning.
    if (shared.playing) await this.#session.setPlaying(false);
    await this.#session.setPlaying(true);
  }

  /** Plays SAMPLE_MS for this listener: nobody is told, and the shared transport stays as it is. */
  async listen(): Promise<void> {
    await this.unlock();
    if (this.isLocked || this.isPlaying || !(await this.#finding.done())) return;
    this.#sample = setTimeout(() => this.#stop(), SAMPLE_MS);
    this.#startAlone(0, performance.now() + ALONE_LEAD_MS);
    this.#output?.fade(SAMPLE_MS / 1000);
  }

  async stop(): Promise<void> {
    const wasShared = this.#playMode === "together" && !this.#sample && this.#session.transport.playing;
    this.#stop();
    if (!wasShared) return;
    try {
      await this.#session.setPlaying(false);
    } catch (error) {
      if (!(error instanceof RoomtoneError)) throw error; // without a connection it stops at least here
    }
  }

  choose(playMode: PlayMode): void {
    if (playMode === this.#playMode) return;
    this.#playMode = playMode;
    if (playMode === "together" && !this.isLocked) {
      if (this.#session.transport.playing) void this.#followShared();
      else this.#stop();
    } else if (playMode === "alone" && this.isPlaying) {
      const at = performance.now();
      this.#startAlone(this.#transport?.position(this.clock.at(at)) ?? 0, at);
    }
    this.dispatchEvent(new Event("playing"));
  }

  /** Plays one note of a track; while something plays, in time with it: on its next step. */
  async audition(track: Sounding, pitch = 0, gain = 1): Promise<void> {
    await this.unlock();
    await this.recordings.load(this.#need().context, [track.sampleId]);
    const { mixer, context } = this.#need();
    const soon = context.currentTime + SOON;
    mixer.audition(track, this.#transport?.nextAfter(soon)?.time ?? soon, pitch, gain);
  }

  /** Plays a track by hand, at once or on the next step. Answers the step of the music; null while nothing plays. */
  hit(track: Sounding, pitch: number, isQuantised: boolean): number | null {
    const { mixer, context } = this.#need();
    if (this.isLocked) void this.unlock();
    const soon = context.currentTime + SOON;
    const next = isQuantised ? this.#transport?.nextAfter(soon) : null;
    // a step that is not scheduled yet will sound by itself
    if (!next || next.isScheduled) mixer.audition(track, next?.time ?? soon, pitch, 1);
    return (
      next?.step ??
      (this.isPlaying ? this.#transport?.nearest(this.#audioTime(performance.now())) : null) ??
      null
    );
  }

  /** Plays a track with another sound, for this listener alone; null ends it. */
  tryOut(trackId: string, sampleId: string | null): void {
    this.#trial.set(trackId, sampleId);
    if (this.#output && sampleId !== null) void this.recordings.load(this.#output.context, [sampleId]);
  }

  async unlock(): Promise<void> {
    const { context } = this.#need();
    // Where a press is needed, the browser does not refuse: it waits for one.
    if (context.state !== "running")
      await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, UNLOCK_MS))]);
    await Promise.all([loadVoices(), this.#loadSounds()]);
  }

  close(): void {
    this.#stop();
    for (const unlisten of this.#unlisten) unlisten();
    this.#finding.end();
    this.#exchanges.close();
    this.#ticks?.close();
    this.#output?.close();
  }

  #need(): Output {
    if (this.#output) return this.#output;
    const output = new Output(this.recordings.buffers);
    this.#output = output;
    this.#ticks = new Ticks(() => this.#transport?.tick());
    const isSilenced = (track: Track) => this.#silenced.has(track.id);
    this.#transport = new Transport(output.mixer, {
      state: () => this.#trial.in(this.#session.state),
      isSilenced,
    });
    return output;
  }

  #audioTime(performanceTime: number): number {
    return this.#output?.clock.timeAt(performanceTime) ?? 0;
  }

  /** Whether music can begin in time; where nobody else could hear that it is not, the audio clock is enough. */
  #knowsClocks(): boolean {
    if (!this.#output?.clock.isSet) return false;
    const { people, client } = this.#session;
    const isAlone = this.#playMode === "alone" || people.counts.here === 1 || !client.connection.online;
    if (isAlone || this.clock.bound <= GOOD_MS) return true;
    void this.#exchanges.ask();
    return false;
  }

  #startAlone(step: number, at: number): void {
    const { tempo, swing } = this.#session.state;
    this.#start({ at, step, tempo, swing }, (time) => this.#audioTime(time));
  }

  #start(pace: Pace, toAudio: (at: number) => number): void {
    this.#transport?.start(pace, toAudio);
    this.#ticks?.start();
    if (!this.#sample) this.#session.people.at({ playing: true });
    this.#playhead.start();
    this.dispatchEvent(new Event("playing"));
  }

  #stop(): void {
    if (!this.isPlaying) return;
    this.#transport?.stop();
    this.#ticks?.stop();
    this.#playhead.stop();
    if (this.#sample) this.#output?.fade(null);
    else this.#session.people.at({ playing: false });
    clearTimeout(this.#sample);
    this.#sample = undefined;
    this.dispatchEvent(new Event("playing"));
  }

  async #followShared(): Promise<void> {
    if (this.#playMode !== "together" || this.#sample || this.isLocked) return;
    const shared = this.#session.transport;
    if (!shared.playing) {
      this.#stop();
      return;
    }
    if (this.clock.count === 0) await this.#exchanges.ask();
    if (this.isPlaying) this.#transport?.follow(shared);
    else this.#start(shared, (at) => this.#audioTime(this.clock.performanceAt(at)));
  }

  async #loadSounds(): Promise<void> {
    const sounds = [...this.#session.state.tracks.values()].map((track) => track.sampleId);
    const recorded = sounds.filter((id) => !presetOf(id));
    if (this.#output) await this.recordings.load(this.#output.context, recorded);
  }

  #follow(): void {
    this.#output?.mixer.follow(this.#session.state, (track) => this.#silenced.has(track.id));
    void this.#loadSounds();
    if (!this.isPlaying) return;
    // Together, a new tempo comes with the event's own anchor; alone it continues from the present position.
    if (this.#playMode === "alone" || !this.#session.transport.playing)
      this.#transport?.change(this.#session.state, performance.now());
  }

  #listen(type: string, listener: () => void): void {
    this.#session.addEventListener(type, listener);
    this.#unlisten.push(() => this.#session.removeEventListener(type, listener));
  }
}
