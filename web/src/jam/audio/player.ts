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
import { AUDITION } from "./mixer";
import { Output } from "./output";
import type { Pace } from "./pattern";
import { TICK_MS } from "./tick";
import { Transport } from "./transport";
import { presetOf } from "./voices";

/** How exactly the clock must be known before music with others begins, in ms, and how long that is waited for. */
const GOOD_MS = 2;
const FIND_MS = 1000;
const LOOK_MS = 20;
// from the key to the first step: the first notes are in time, and the delay is not noticeable
const ALONE_LEAD_MS = 40;

export type PlayMode = "together" | "alone";

export class Player extends EventTarget {
  readonly clock = new SharedClock();
  readonly recordings: Recordings;
  readonly #session: JamSession;
  readonly #silenced = new Set<string>();
  #output: Output | null = null;
  #transport: Transport | null = null;
  #playMode: PlayMode = "together";
  #frame = 0;
  #step: number | null = null;
  readonly #exchanges: ClockExchanges;
  #timer: ReturnType<typeof setInterval> | null = null;
  #ticker: Worker | null = null;
  /** The press of Play that is waited for; a second one takes it back. */
  #finding: symbol | null = null;
  readonly #unlisten: (() => void)[] = [];

  constructor(session: JamSession) {
    super();
    this.#session = session;
    this.recordings = new Recordings(session.client, session.id);
    this.recordings.addEventListener("change", () => this.#loadSounds()); // one that came back is heard again
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
    return this.#finding !== null;
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
    return this.#step;
  }

  /** In dB below full scale. */
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
    else if (this.isFinding) this.#found();
    else await this.play();
  }

  async play(): Promise<void> {
    await this.unlock();
    if (!(await this.#find())) return;
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

  async stop(): Promise<void> {
    const wasShared = this.#playMode === "together" && this.#session.transport.playing;
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

  /** Plays one note of a track. */
  async audition(
    track: Pick<Track, "sampleId" | "transpose" | "volume">,
    pitch = 0,
    gain = 1,
  ): Promise<void> {
    await this.unlock();
    await this.recordings.load(this.#need().context, [track.sampleId]);
    const { mixer, context } = this.#need();
    const note = {
      track: { ...track, id: AUDITION } as Track,
      step: 0,
      pitch: track.transpose + pitch,
      gain,
      mode: "oneshot" as const,
    };
    mixer.play(note, context.currentTime + 0.01, 0.2);
  }

  async unlock(): Promise<void> {
    const { context } = this.#need();
    if (context.state !== "running") await context.resume();
    await this.recordings.load(context, this.#samples());
  }

  close(): void {
    this.#stop();
    for (const unlisten of this.#unlisten) unlisten();
    this.#finding = null;
    this.#exchanges.close();
    this.#ticker?.terminate();
    void this.#output?.context.close();
  }

  #need(): Output {
    if (this.#output) return this.#output;
    const output = new Output(this.recordings.buffers);
    this.#output = output;
    // made now: its file comes while the clocks are looked at
    this.#ticker = new Worker(new URL("./ticker.ts", import.meta.url), { type: "module" });
    this.#ticker.onmessage = () => this.#transport?.tick();
    const isSilenced = (track: Track) => this.#silenced.has(track.id);
    this.#transport = new Transport(output.mixer, { state: () => this.#session.state, isSilenced });
    return output;
  }

  #samples(): string[] {
    return [...this.#session.state.tracks.values()]
      .map((track) => track.sampleId)
      .filter((id) => !presetOf(id));
  }

  #audioTime(performanceTime: number): number {
    return this.#output?.clock.timeAt(performanceTime) ?? 0;
  }

  /** Waits until the clocks are known well, at most FIND_MS. Answers false when Play was taken back meanwhile. */
  async #find(): Promise<boolean> {
    const press = Symbol("press");
    const since = performance.now();
    const isKnown = () =>
      (this.#output?.clock.isSet ?? false) &&
      (this.#isUnheard || this.clock.bound <= GOOD_MS || !this.#session.client.connection.online);
    this.#finding = press;
    this.dispatchEvent(new Event("playing"));
    while (this.#finding === press && !isKnown() && performance.now() - since < FIND_MS) {
      void this.#exchanges.ask();
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    if (this.#finding !== press) return false;
    this.#found();
    return true;
  }

  #found(): void {
    this.#finding = null;
    this.dispatchEvent(new Event("playing"));
  }

  /** Whether nobody else could hear that this page is not in time. */
  get #isUnheard(): boolean {
    return this.#playMode === "alone" || this.#session.people.counts.here === 1;
  }

  #startAlone(step: number, at: number): void {
    const { tempo, swing } = this.#session.state;
    this.#start({ at, step, tempo, swing }, (time) => this.#audioTime(time));
  }

  #start(pace: Pace, toAudio: (at: number) => number): void {
    this.#transport?.start(pace, toAudio);
    this.#timer ??= setInterval(() => this.#transport?.tick(), TICK_MS);
    this.#session.people.at({ playing: true });
    this.#draw();
    this.dispatchEvent(new Event("playing"));
  }

  #stop(): void {
    if (!this.isPlaying) return;
    this.#transport?.stop();
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    cancelAnimationFrame(this.#frame);
    this.#step = null;
    this.#session.people.at({ playing: false });
    this.dispatchEvent(new Event("step"));
    this.dispatchEvent(new Event("playing"));
  }

  async #followShared(): Promise<void> {
    if (this.#playMode !== "together" || this.isLocked) return;
    const shared = this.#session.transport;
    if (!shared.playing) {
      this.#stop();
      return;
    }
    if (this.clock.count === 0) await this.#exchanges.ask();
    if (this.isPlaying) this.#transport?.follow(shared);
    else this.#start(shared, (at) => this.#audioTime(this.clock.performanceAt(at)));
  }

  #loadSounds(): void {
    if (this.#output) void this.recordings.load(this.#output.context, this.#samples());
  }

  #follow(): void {
    this.#output?.mixer.follow(this.#session.state, (track) => this.#silenced.has(track.id));
    this.#loadSounds();
    if (!this.isPlaying) return;
    // Together, a new tempo comes with the event's own anchor; alone it continues from the present position.
    if (this.#playMode === "alone" || !this.#session.transport.playing)
      this.#transport?.change(this.#session.state, performance.now());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    const look = () => {
      this.#frame = requestAnimationFrame(look);
      const step = this.#transport?.stepAt(this.#audioTime(performance.now())) ?? null;
      if (step === this.#step) return;
      this.#step = step;
      this.dispatchEvent(new Event("step"));
    };
    look();
  }

  #listen(type: string, listener: () => void): void {
    this.#session.addEventListener(type, listener);
    this.#unlisten.push(() => this.#session.removeEventListener(type, listener));
  }
}
