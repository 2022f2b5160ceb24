/** What a jam plays when: only arithmetic on steps and seconds, no clock and no sound. */

import { isHeard, type JamState, type PlaybackMode, type Track } from "../document/model";

export interface Note {
  readonly track: Track;
  /** Which of the track's steps plays. */
  readonly step: number;
  /** Semitones. */
  readonly pitch: number;
  /** The lock's multiplier; the track's own volume belongs to its channel. */
  readonly gain: number;
  readonly mode: PlaybackMode;
}

/** Full swing turns pairs into triplets: the second step of each pair comes a third of a step late. */
const SWING_REACH = 1 / 3;

/** The length of a step (a sixteenth) in seconds. */
export function stepSeconds(tempo: number): number {
  return 60 / tempo / 4;
}

/** When step `n` plays, in seconds after step 0. */
export function timeOfStep(n: number, tempo: number, swing: number): number {
  const late = n % 2 === 1 ? (swing / 100) * SWING_REACH : 0;
  return (n + late) * stepSeconds(tempo);
}

/** The step of a track that plays when the session is at step `n`: tracks of different lengths repeat separately. */
export function stepOfTrack(n: number, track: Track): number {
  return ((n % track.stepCount) + track.stepCount) % track.stepCount;
}

/** The notes at step `n`. */
export function notesAt(
  state: JamState,
  n: number,
  isSilenced: (track: Track) => boolean = () => false,
): Note[] {
  const notes: Note[] = [];
  for (const track of state.tracks.values()) {
    const step = stepOfTrack(n, track);
    if (!track.steps[step] || !isHeard(state, track) || isSilenced(track)) continue;
    const lock = track.parameterLocks[step];
    notes.push({
      track,
      step,
      pitch: track.transpose + (lock?.pitch ?? 0),
      gain: lock?.volume ?? 1,
      mode: track.playbackMode,
    });
  }
  return notes;
}

/** After how many steps the whole jam repeats. */
export function loopSteps(state: JamState): number {
  // All step counts are powers of two, so the longest is a multiple of every other.
  return Math.max(16, ...[...state.tracks.values()].map((track) => track.stepCount));
}

/** How the transport runs from a step on: it is at `step` (which may be between two) at the time `at`, in ms. */
export interface Pace {
  readonly at: number;
  readonly step: number;
  readonly tempo: number;
  readonly swing: number;
}

export function positionAt({ step, at, tempo }: Pace, time: number): number {
  return step + (time - at) / 1000 / stepSeconds(tempo);
}

/** When step `n` plays, in ms of the pace's clock. */
export function timeAt({ step, at, tempo, swing }: Pace, n: number): number {
  return at + 1000 * (timeOfStep(n, tempo, swing) - step * stepSeconds(tempo));
}

/** The same music with another tempo and swing: from the first step at `at` or later on. */
export function paceFrom(pace: Pace, at: number, { tempo, swing }: Pick<Pace, "tempo" | "swing">): Pace {
  const step = Math.ceil(positionAt(pace, at) - 1e-6);
  return { at: timeAt({ ...pace, swing: 0 }, step), step, tempo, swing };
}
