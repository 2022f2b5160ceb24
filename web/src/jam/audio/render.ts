/** A jam as a sound file: rendered offline by the same voices and the same mixer as live. */

import type { JamState } from "../document/model";
import { loadVoices, Mixer } from "./mixer";
import { loopSteps, notesAt, stepSeconds, timeOfStep } from "./pattern";

export const SAMPLE_RATE = 44_100;
const TAIL = 2; // seconds for the last notes to fade out

export interface RenderOptions {
  /** How often the jam is repeated. */
  readonly loops?: number;
  /** Progress, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export async function render(
  state: JamState,
  recordings: ReadonlyMap<string, AudioBuffer>,
  { loops = 2, onProgress }: RenderOptions = {},
): Promise<AudioBuffer> {
  await loadVoices();
  const steps = loopSteps(state) * loops;
  const seconds = timeOfStep(steps, state.tempo, 0) + TAIL;
  const context = new OfflineAudioContext(2, Math.ceil(seconds * SAMPLE_RATE), SAMPLE_RATE);
  const mixer = new Mixer(context, recordings);
  mixer.output.connect(context.destination);
  for (let step = 0; step < steps; step++) {
    const at = timeOfStep(step, state.tempo, state.swing);
    for (const note of notesAt(state, step)) mixer.play(note, at, stepSeconds(state.tempo));
  }
  if (onProgress) {
    for (let tenth = 1; tenth < 10; tenth++) {
      void context.suspend((seconds * tenth) / 10).then(() => {
        onProgress(tenth / 10);
        void context.resume();
      });
    }
  }
  const buffer = await context.startRendering();
  onProgress?.(1);
  return buffer;
}
