/**
 * The scheduler: wakes often, looks a little ahead, and schedules notes on the audio clock.
 *
 * A timer only decides when to look; every sound has its time on the audio clock, so a timer that is late by less than
 * the look-ahead changes nothing. The position follows from one anchor (a step and its time), so all clients with the
 * same anchor and clock play the same step.
 */

import type { JamState, Track } from "../document/model";
import type { Mixer } from "./mixer";
import { type Anchor, anchorAt, notesAt, positionAt, stepSeconds, timeOfStep } from "./pattern";

const LOOK_AHEAD = 0.12; // seconds: four times the timer's period, so a busy page may miss two ticks and stay in time
const TICK_MS = 30;
const KEPT = 64; // scheduled steps kept for the playhead

/** Converts a time of the shared clock (ms) to the audio clock's seconds. */
export type ToAudio = (at: number) => number;

export interface TransportSource {
  readonly state: () => JamState;
  readonly isSilenced: (track: Track) => boolean;
}

export class Transport {
  readonly #mixer: Mixer;
  readonly #source: TransportSource;
  #anchor: Anchor = { at: 0, step: 0 };
  #tempo = 120;
  #toAudio: ToAudio = (at) => at / 1000;
  #next = 0;
  #timer: ReturnType<typeof setInterval> | null = null;
  #scheduled: { step: number; time: number }[] = [];

  constructor(mixer: Mixer, source: TransportSource) {
    this.#mixer = mixer;
    this.#source = source;
  }

  get isPlaying(): boolean {
    return this.#timer !== null;
  }

  get anchor(): Anchor {
    return this.#anchor;
  }

  /**
   * Plays from `anchor` on; steps whose time has passed are left out. `toAudio` converts times of the anchor's clock.
   */
  start(anchor: Anchor, toAudio: ToAudio): void {
    this.stop();
    this.#tempo = this.#source.state().tempo;
    this.#anchor = anchor;
    this.#toAudio = toAudio;
    this.#next = this.#firstStepAfter(this.#mixer.context.currentTime);
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    this.tick();
  }

  /** Moves to another anchor without stopping. */
  realign(anchor: Anchor): void {
    this.#tempo = this.#source.state().tempo;
    this.#anchor = anchor;
    // Notes already scheduled stay: continuing with the step after them plays none twice.
    this.#next = Math.max(this.#firstStepAfter(this.#mixer.context.currentTime), this.#lastScheduled() + 1);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#scheduled = [];
  }

  /** The step that is playing now, for the playhead; null before the first. */
  stepAt(time: number): number | null {
    return this.#scheduled.findLast((scheduled) => scheduled.time <= time)?.step ?? null;
  }

  /** The time of a scheduled step, in the audio clock's seconds; null for one that is not scheduled. */
  timeOf(step: number): number | null {
    return this.#scheduled.find((scheduled) => scheduled.step === step)?.time ?? null;
  }

  /** A new tempo continues from the present position: `now` is the anchor's clock. */
  followTempo(now: number): void {
    const { tempo } = this.#source.state();
    if (tempo === this.#tempo) return;
    this.#anchor = anchorAt(this.#anchor, this.#tempo, now);
    this.#tempo = tempo;
  }

  position(now: number): number {
    return positionAt(this.#anchor, this.#tempo, now);
  }

  tick(): void {
    const state = this.#source.state();
    const now = this.#mixer.context.currentTime;
    for (;;) {
      const time = this.#timeOf(this.#next, state.swing);
      if (time > now + LOOK_AHEAD) return;
      // After a sleep the tab is far behind: steps of the past are not played all at once.
      if (time >= now - 0.01) {
        const at = Math.max(time, now);
        for (const note of notesAt(state, this.#next, this.#source.isSilenced)) {
          this.#mixer.play(note, at, stepSeconds(this.#tempo));
        }
        this.#scheduled.push({ step: this.#next, time: at });
        if (this.#scheduled.length > KEPT) this.#scheduled.shift();
        this.#next++;
      } else {
        this.#next = Math.max(this.#next + 1, this.#firstStepAfter(now));
      }
    }
  }

  #lastScheduled(): number {
    return this.#scheduled.at(-1)?.step ?? -1;
  }

  #timeOf(step: number, swing: number): number {
    const straight = (step - this.#anchor.step) * stepSeconds(this.#tempo);
    const late = timeOfStep(step, this.#tempo, swing) - step * stepSeconds(this.#tempo);
    return this.#toAudio(this.#anchor.at + straight * 1000) + late;
  }

  #firstStepAfter(time: number): number {
    let step = Math.max(0, Math.floor(this.#anchor.step));
    const behind = time - this.#timeOf(step, 0);
    if (behind > 0) step += Math.floor(behind / stepSeconds(this.#tempo));
    while (this.#timeOf(step, 0) < time - 0.001) step++;
    return step;
  }
}
