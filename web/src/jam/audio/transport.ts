/**
 * The scheduler: wakes often, looks a little ahead, and schedules notes on the audio clock.
 *
 * A timer only decides when to look; every sound has its time on the audio clock, so a timer that is late by less than
 * the look-ahead changes nothing. The position follows from a pace (a step and its time, tempo and swing), so all
 * clients with the same paces and clock play the same step. What the clocks turn out to be is followed step by step and
 * never at once.
 */

import type { JamState, Track } from "../document/model";
import type { Mixer } from "./mixer";
import { notesAt, type Pace, paceFrom, positionAt, stepSeconds, timeAt } from "./pattern";
import { TICK_MS } from "./tick";

const LOOK_AHEAD = 0.2; // seconds: a busy page may miss five ticks and stay in time
const KEPT = 64; // scheduled steps kept for the playhead
const SLEW = 0.002; // seconds by which a step may move against the one before: a flam is heard from some 10 ms on
const SILENCE = 1; // seconds without a step: the next one comes in true time, nobody hears it move
const ASTRAY = 0.25; // seconds off: the audio clock stood still, and nothing is left to keep smooth
const SAME_MS = 2; // a pace that meets the present one within this continues it

/** Converts a time of the shared clock (ms) to the audio clock's seconds. */
export type ToAudio = (at: number) => number;

export interface TransportSource {
  readonly state: () => JamState;
  readonly isSilenced: (track: Track) => boolean;
}

export class Transport {
  readonly #mixer: Mixer;
  readonly #source: TransportSource;
  /** In order of their steps; the last that begins at a step or before it counts for the step. */
  #paces: Pace[] = [];
  #toAudio: ToAudio = (at) => at / 1000;
  #next = 0;
  /** The audio clock's seconds minus those of the paces' clock, as applied to the last step. */
  #lead: number | null = null;
  #isPlaying = false;
  #scheduled: { step: number; time: number }[] = [];

  constructor(mixer: Mixer, source: TransportSource) {
    this.#mixer = mixer;
    this.#source = source;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Plays from `pace` on; steps whose time has passed are left out. `toAudio` converts times of its clock. */
  start(pace: Pace, toAudio: ToAudio): void {
    const played = this.#scheduled.at(-1)?.time ?? Number.NEGATIVE_INFINITY; // it is heard anyhow: not twice
    this.#paces = [pace];
    this.#toAudio = toAudio;
    this.#lead = null;
    this.#scheduled = [];
    this.#isPlaying = true;
    this.#next = this.#firstStepAfter(Math.max(this.#mixer.context.currentTime, played + TICK_MS / 1000));
    this.tick();
  }

  /** Goes on in `pace`, which begins at one of the steps to come; one that does not fit the music starts again. */
  follow(pace: Pace): void {
    const before = this.#paceOf(pace.step);
    if (Math.abs(timeAt({ ...before, swing: 0 }, pace.step) - pace.at) > SAME_MS) {
      this.start(pace, this.#toAudio);
      return;
    }
    this.#paces = [...this.#paces.filter((one) => one.step < pace.step), pace];
  }

  /** Goes on in another tempo and swing, from the next step after `now` (the paces' clock) that is not scheduled. */
  change(to: Pick<Pace, "tempo" | "swing">, now: number): void {
    const last = this.#paces.at(-1);
    if (!last || (last.tempo === to.tempo && last.swing === to.swing)) return;
    const pace = paceFrom(last, Math.max(now, last.at, timeAt({ ...last, swing: 0 }, this.#next)), to);
    this.#paces.push(pace);
  }

  stop(): void {
    this.#isPlaying = false;
    this.#scheduled = [];
  }

  /** The step that is playing now, for the playhead; null before the first. */
  stepAt(time: number): number | null {
    return this.#scheduled.findLast((scheduled) => scheduled.time <= time)?.step ?? null;
  }

  /** The next step after `time` (the audio clock's seconds), and whether it is scheduled; null while nothing plays. */
  nextAfter(time: number): { step: number; time: number; isScheduled: boolean } | null {
    if (!this.#isPlaying) return null;
    const scheduled = this.#scheduled.find((one) => one.time >= time);
    if (scheduled) return { ...scheduled, isScheduled: true };
    const at = timeAt(this.#paceOf(this.#next), this.#next);
    return { step: this.#next, time: at / 1000 + this.#leadAt(at), isScheduled: false };
  }

  /** The scheduled step nearest to `time`; null when there is none. */
  nearest(time: number): number | null {
    const away = (one: { time: number }) => Math.abs(one.time - time);
    return this.#scheduled.toSorted((a, b) => away(a) - away(b))[0]?.step ?? null;
  }

  /** The step at `now`, of the paces' clock. */
  position(now: number): number {
    const pace = this.#paces.findLast((one) => one.at <= now) ?? this.#paces[0];
    return pace ? positionAt(pace, now) : 0;
  }

  tick(): void {
    if (!this.#isPlaying) return;
    const state = this.#source.state();
    const now = this.#mixer.context.currentTime;
    for (;;) {
      const pace = this.#paceOf(this.#next);
      const lead = this.#leadAt(timeAt(pace, this.#next));
      const time = timeAt(pace, this.#next) / 1000 + lead;
      if (time > now + LOOK_AHEAD) return;
      // After a sleep the tab is far behind: steps of the past are not played all at once.
      if (time >= now - 0.01) {
        const at = Math.max(time, now);
        for (const note of notesAt(state, this.#next, this.#source.isSilenced))
          this.#mixer.play(note, at, stepSeconds(pace.tempo));
        this.#scheduled.push({ step: this.#next, time: at });
        if (this.#scheduled.length > KEPT) this.#scheduled.shift();
        this.#lead = lead;
        this.#next++;
        this.#paces = this.#paces.filter((one) => one === pace || one.step > pace.step);
      } else {
        this.#next = Math.max(this.#next + 1, this.#firstStepAfter(now));
      }
    }
  }

  /** How the audio clock stands against the paces' at `at`, no more than SLEW from where it stood for the last step. */
  #leadAt(at: number): number {
    const lead = this.#toAudio(at) - at / 1000;
    const isSilent = this.#mixer.context.currentTime - (this.#scheduled.at(-1)?.time ?? 0) > SILENCE;
    if (this.#lead === null || isSilent || Math.abs(lead - this.#lead) > ASTRAY) return lead;
    return this.#lead + Math.max(-SLEW, Math.min(SLEW, lead - this.#lead));
  }

  #paceOf(step: number): Pace {
    const pace = this.#paces.findLast((one) => one.step <= step) ?? this.#paces[0];
    if (!pace) throw new Error("The transport was not started");
    return pace;
  }

  #firstStepAfter(time: number): number {
    const pace = this.#paceOf(Number.POSITIVE_INFINITY);
    const timeOf = (step: number) => this.#toAudio(timeAt({ ...pace, swing: 0 }, step));
    let step = Math.max(0, Math.floor(pace.step));
    const behind = time - timeOf(step);
    if (behind > 0) step += Math.floor(behind / stepSeconds(pace.tempo));
    while (timeOf(step) < time - 0.001) step++;
    return step;
  }
}
