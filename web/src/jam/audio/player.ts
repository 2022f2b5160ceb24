/**
 * The sound of a jam in this browser: one audio context, the shared clock, and playing alone or together. Fires
 * `playing` when it starts or stops and `step` when the next step plays.
 */

import { RoomtoneError } from "../../sdk";
import type { Track } from "../document/model";
import { Recordings } from "../recording/recordings";
import type { JamSession } from "../session";
import { AudioClock, SharedClock } from "./clock";
import { Meter } from "./meter";
import { AUDITION, Mixer } from "./mixer";
import { Transport } from "./transport";
import { presetOf } from "./voices";

const CLOCK_FAST = 5; // exchanges in the first second; then one every few seconds follows the clocks' drift
const CLOCK_EVERY_MS = 4000;
// from the key to the first step: the first notes are in time, and the delay is not noticeable
const ALONE_LEAD_MS = 40;

export type PlayMode = "together" | "alone";

export class Player extends EventTarget {
  readonly clock = new SharedClock();
  readonly recordings: Recordings;
  readonly #session: JamSession;
  readonly #silenced = new Set<string>();
  #context: AudioContext | null = null;
  #audioClock: AudioClock | null = null;
  #mixer: Mixer | null = null;
  #transport: Transport | null = null;
  #meter: Meter | null = null;
  #playMode: PlayMode = "together";
  #frame = 0;
  #step: number | null = null;
  #clockTimer: ReturnType<typeof setInterval> | null = null;
  readonly #unlisten: (() => void)[] = [];

  constructor(session: JamSession) {
    super();
    this.#session = session;
    this.recordings = new Recordings(session.client, session.id);
    this.recordings.addEventListener("change", () => this.#loadSounds()); // one that came back is heard again
    this.#listen("change", () => this.#follow());
    this.#listen("recordings", () => void this.recordings.refresh());
    this.#listen("transport", () => void this.#followShared());
    this.#listen("status", () => this.#keepClock());
  }

  get isPlaying(): boolean {
    return this.#transport?.isPlaying ?? false;
  }

  get playMode(): PlayMode {
    return this.#playMode;
  }

  /** Whether the browser waits for a press before it allows sound. */
  get isLocked(): boolean {
    return this.#context === null || this.#context.state !== "running";
  }

  /** The step that is playing now. */
  get step(): number | null {
    return this.#step;
  }

  /** When a scheduled step plays, in this machine's Unix ms; null for a step that is not scheduled now. */
  heardAt(step: number): number | null {
    const time = this.#transport?.timeOf(step) ?? null;
    return time === null || !this.#audioClock
      ? null
      : performance.timeOrigin + this.#audioClock.performanceAt(time);
  }

  /** In dB below full scale. */
  get level(): number {
    return this.#meter?.peak() ?? Number.NEGATIVE_INFINITY;
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
    await this.unlock();
    if (this.isPlaying) await this.stop();
    else await this.play();
  }

  async play(): Promise<void> {
    await this.unlock();
    if (this.#playMode === "alone" || !this.#session.client.connection.online) {
      const at = performance.now() + ALONE_LEAD_MS;
      this.#start({ at, step: 0 }, (time) => this.#audioTime(time));
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
      const step = this.#transport?.position(this.clock.at(at)) ?? 0;
      this.#start({ at, step }, (time) => this.#audioTime(time));
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
    if (this.#clockTimer !== null) clearInterval(this.#clockTimer);
    void this.#context?.close();
  }

  #need(): { context: AudioContext; mixer: Mixer } {
    if (!this.#context || !this.#mixer) {
      const context = new AudioContext({ latencyHint: "interactive" });
      const mixer = new Mixer(context, this.recordings.buffers);
      mixer.output.connect(context.destination);
      this.#context = context;
      this.#audioClock = new AudioClock(context);
      this.#mixer = mixer;
      this.#meter = new Meter(mixer.output);
      const isSilenced = (track: Track) => this.#silenced.has(track.id);
      this.#transport = new Transport(mixer, { state: () => this.#session.state, isSilenced });
    }
    return { context: this.#context, mixer: this.#mixer };
  }

  #samples(): string[] {
    return [...this.#session.state.tracks.values()]
      .map((track) => track.sampleId)
      .filter((id) => !presetOf(id));
  }

  #audioTime(performanceTime: number): number {
    return this.#audioClock?.timeAt(performanceTime) ?? 0;
  }

  #start(anchor: { at: number; step: number }, toAudio: (at: number) => number): void {
    this.#transport?.start(anchor, toAudio);
    this.#session.people.at({ playing: true });
    this.#draw();
    this.dispatchEvent(new Event("playing"));
  }

  #stop(): void {
    if (!this.isPlaying) return;
    this.#transport?.stop();
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
    if (!this.clock.isSet) await this.#askClock();
    const anchor = { at: shared.at, step: shared.step };
    if (this.isPlaying) this.#transport?.realign(anchor);
    else this.#start(anchor, (at) => this.#audioTime(this.clock.performanceAt(at)));
  }

  #loadSounds(): void {
    if (this.#context) void this.recordings.load(this.#context, this.#samples());
  }

  #follow(): void {
    this.#mixer?.follow(this.#session.state, (track) => this.#silenced.has(track.id));
    this.#loadSounds();
    if (!this.isPlaying) return;
    // Together, a new tempo comes with the event's own anchor; alone it continues from the present position.
    if (this.#playMode === "alone" || !this.#session.transport.playing)
      this.#transport?.followTempo(performance.now());
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

  #keepClock(): void {
    if (this.#clockTimer !== null || !this.#session.client.connection.online) return;
    this.#clockTimer = setInterval(() => void this.#askClock(), CLOCK_EVERY_MS);
    void (async () => {
      for (let n = 0; n < CLOCK_FAST; n++) await this.#askClock();
    })();
  }

  async #askClock(): Promise<void> {
    const { connection } = this.#session.client;
    if (!connection.online) return;
    const sent = performance.now();
    try {
      const ack = await connection.call("sync_clock", {});
      if (typeof ack.now === "number") this.clock.add({ sent, received: performance.now(), server: ack.now });
    } catch (error) {
      if (!(error instanceof RoomtoneError)) throw error; // the next exchange follows
    }
  }

  #listen(type: string, listener: () => void): void {
    this.#session.addEventListener(type, listener);
    this.#unlisten.push(() => this.#session.removeEventListener(type, listener));
  }
}
