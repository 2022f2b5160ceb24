/** From the voices to the output: a channel for each track, one limiter, one output. */

import { isHeard, type JamState, type Track } from "../document/model";
import type { Note } from "./pattern";
import { presetOf } from "./presets";
import type { Sound } from "./sound";

const GLIDE = 0.012; // seconds in which a channel follows its fader: without clicks and without a noticeable delay

/** The id for trying out a sound: it belongs to no track, so no fader applies to it. */
const AUDITION = "audition";

const AUDITION_SECONDS = 0.2;

const LEVEL = 0.24; // the share of a voice's level at full volume: room for a dozen others
const REACH = 10; // the loudest sum that is handled exactly: every track at its peak at once
const BENDS_FROM = 0.5; // −6 dB below full scale: up to there the limiter changes nothing
export const CEILING = 10 ** (-1 / 20); // −1 dB: a player or an encoder after us has room to round

/** The limiter: linear up to BENDS_FROM, then curved so that no sum, however loud, exceeds CEILING. */
export function limited(level: number): number {
  const over = Math.abs(level) - BENDS_FROM;
  if (over <= 0) return level;
  const room = CEILING - BENDS_FROM;
  return Math.sign(level) * (BENDS_FROM + room * Math.tanh(over / room));
}

const CURVE = Float32Array.from({ length: 8193 }, (_, n) => limited(LEVEL * REACH * (n / 4096 - 1)));

let voices: typeof import("./voices") | undefined;

/** Until it has returned, every mixer is silent. */
export async function loadVoices(): Promise<void> {
  voices ??= await import("./voices");
}

export class Mixer {
  readonly context: BaseAudioContext;
  readonly output: GainNode;
  readonly #channels = new Map<string, GainNode>();
  readonly #recordings: ReadonlyMap<string, AudioBuffer>;
  readonly #bus: GainNode;

  constructor(context: BaseAudioContext, recordings: ReadonlyMap<string, AudioBuffer>) {
    this.context = context;
    this.#recordings = recordings;
    this.output = context.createGain();
    this.#bus = context.createGain();
    this.#bus.gain.value = 1 / REACH;
    // A curve instead of a compressor: it never exceeds full scale, adds no latency, and sounds the same on every
    // machine.
    const limiter = context.createWaveShaper();
    limiter.curve = CURVE;
    this.#bus.connect(limiter).connect(this.output);
  }

  /** Sets every channel from its track's volume, mute and solo. */
  follow(state: JamState, isSilenced: (track: Track) => boolean = () => false): void {
    for (const [id, channel] of this.#channels) {
      if (id === AUDITION) continue;
      const track = state.tracks.get(id);
      const level = track && isHeard(state, track) && !isSilenced(track) ? track.volume : 0;
      channel.gain.setTargetAtTime(level, this.context.currentTime, GLIDE);
      if (!track) this.#channels.delete(id);
    }
  }

  /** Plays a note at `at`; `stepSeconds` is the length of a gated one. Unknown samples are silent. */
  play(note: Note, at: number, stepSeconds: number): void {
    const sound: Sound = {
      context: this.context,
      out: this.#channel(note.track),
      at,
      pitch: note.pitch,
      gain: note.gain,
      hold: note.mode === "gate" ? stepSeconds : null,
    };
    if (note.gain <= 0) return;
    const recording = this.#recordings.get(note.track.sampleId);
    if (recording) voices?.playBuffer(sound, recording);
    else voices?.VOICES[presetOf(note.track.sampleId)?.id ?? ""]?.(sound);
  }

  /** Plays one note of a track at `at`, whatever its fader says. */
  audition(
    track: Pick<Track, "sampleId" | "transpose" | "volume">,
    at: number,
    pitch: number,
    gain: number,
  ): void {
    const note = { track: { ...track, id: AUDITION } as Track, step: 0, gain, mode: "oneshot" as const };
    this.play({ ...note, pitch: track.transpose + pitch }, at, AUDITION_SECONDS);
  }

  #channel(track: Track): GainNode {
    let channel = this.#channels.get(track.id);
    if (!channel) {
      channel = this.context.createGain();
      channel.gain.value = track.volume;
      channel.connect(this.#bus);
      this.#channels.set(track.id, channel);
    }
    if (track.id === AUDITION) channel.gain.value = track.volume;
    return channel;
  }
}
