/** What a page hears with: the audio context, its clock, the mixer and the meter. */

import { AudioClock } from "./clock";
import { audioContext } from "./context";
import { Meter } from "./meter";
import { Mixer } from "./mixer";

const FADE = 0.5; // seconds

export class Output {
  readonly context = audioContext();
  readonly clock = new AudioClock(this.context);
  readonly mixer: Mixer;
  readonly meter: Meter;

  constructor(recordings: ReadonlyMap<string, AudioBuffer>) {
    this.mixer = new Mixer(this.context, recordings);
    this.mixer.output.connect(this.context.destination);
    this.meter = new Meter(this.mixer.output);
  }

  /** Ends what sounds softly, in `seconds` from now; with null it is as loud as before at once. */
  fade(seconds: number | null): void {
    const { gain } = this.mixer.output;
    gain.cancelScheduledValues(0);
    gain.setValueAtTime(1, this.context.currentTime);
    if (seconds !== null) gain.setTargetAtTime(0, this.context.currentTime + seconds - FADE, FADE / 4);
  }

  close(): void {
    this.mixer.output.disconnect();
    this.clock.close();
    void this.context.suspend();
  }
}
