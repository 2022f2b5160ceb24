/** What a page hears with: the audio context, its clock, the mixer and the meter. */

import { AudioClock } from "./clock";
import { audioContext } from "./context";
import { Meter } from "./meter";
import { Mixer } from "./mixer";

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

  close(): void {
    this.mixer.output.disconnect();
    this.clock.close();
    void this.context.suspend();
  }
}
