/**
 * The parts of voices: envelopes, oscillators, noise, filters, for one note each.
 *
 * Everything is deterministic (the noise comes from a seeded generator), so rendering a jam twice gives the same
 * samples. It works on any BaseAudioContext: an export sounds like live.
 */

export interface Sound {
  readonly context: BaseAudioContext;
  readonly out: AudioNode;
  /** When it starts, in the context's seconds. */
  readonly at: number;
  /** Semitones. */
  readonly pitch: number;
  /** Multiplier. */
  readonly gain: number;
  /** Seconds after which the note is released; null plays the voice to its end. */
  readonly hold: number | null;
}

export type Voice = (sound: Sound) => void;

export const RELEASE = 0.03; // seconds: short enough to be heard as a gate, long enough not to click
const SILENCE = 0.0001; // exponential ramps cannot reach zero; −80 dB is inaudible

export function ratio(semitones: number): number {
  return 2 ** (semitones / 12);
}

/** One second of white noise, the same for every context. */
const noises = new WeakMap<BaseAudioContext, AudioBuffer>();
function noiseOf(context: BaseAudioContext): AudioBuffer {
  let buffer = noises.get(context);
  if (!buffer) {
    buffer = context.createBuffer(1, context.sampleRate, context.sampleRate);
    const data = buffer.getChannelData(0);
    let state = 0x2545f491;
    for (let n = 0; n < data.length; n++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      data[n] = (state >>> 0) / 2 ** 31 - 1;
    }
    noises.set(context, buffer);
  }
  return buffer;
}

interface Shape {
  /** Peak level. */
  readonly level: number;
  /** Seconds to the peak. */
  readonly attack?: number;
  /** Seconds from the peak to silence, or to `sustain`. */
  readonly decay: number;
  /** The level held (a fraction of the peak) until `length` seconds have passed. */
  readonly sustain?: number;
  readonly length?: number;
  readonly release?: number;
}

/** An envelope, and when it has ended. */
export function envelope(sound: Sound, shape: Shape): { node: GainNode; end: number } {
  const { context, at, hold } = sound;
  const attack = shape.attack ?? 0.001;
  const peak = Math.max(SILENCE, shape.level * sound.gain);
  const node = context.createGain();
  const gain = node.gain;
  gain.setValueAtTime(SILENCE, at);
  gain.exponentialRampToValueAtTime(peak, at + attack);
  let end = at + attack + shape.decay;
  if (shape.sustain === undefined) {
    gain.exponentialRampToValueAtTime(SILENCE, end);
  } else {
    const held = Math.max(SILENCE, peak * shape.sustain);
    gain.exponentialRampToValueAtTime(held, end);
    const letGo = Math.max(end, at + (shape.length ?? 0.5));
    gain.setValueAtTime(held, letGo);
    end = letGo + (shape.release ?? 0.2);
    gain.exponentialRampToValueAtTime(SILENCE, end);
  }
  node.connect(sound.out);
  if (hold === null || at + hold + RELEASE >= end) return { node, end };
  // A gate: a second gain closes at the end of the step, whatever the envelope does.
  const gate = context.createGain();
  gate.gain.setValueAtTime(1, at);
  gate.gain.setValueAtTime(1, at + hold);
  gate.gain.linearRampToValueAtTime(0, at + hold + RELEASE);
  node.disconnect();
  node.connect(gate).connect(sound.out);
  return { node, end: at + hold + RELEASE };
}

interface Tone {
  readonly type: OscillatorType;
  readonly frequency: number;
  /** Where the frequency starts, as a multiple, and how long it takes to fall to 1. */
  readonly bend?: { readonly from: number; readonly seconds: number };
  /** Cents. */
  readonly detune?: number;
}

export function tone(
  sound: Sound,
  to: AudioNode,
  end: number,
  { type, frequency, bend, detune }: Tone,
): OscillatorNode {
  const { context, at } = sound;
  const oscillator = context.createOscillator();
  oscillator.type = type;
  const hertz = frequency * ratio(sound.pitch);
  oscillator.frequency.setValueAtTime(hertz * (bend?.from ?? 1), at);
  if (bend) oscillator.frequency.exponentialRampToValueAtTime(hertz, at + bend.seconds);
  oscillator.detune.value = detune ?? 0;
  oscillator.connect(to);
  oscillator.start(at);
  oscillator.stop(end);
  return oscillator;
}

export function noise(sound: Sound, to: AudioNode, end: number): void {
  const source = sound.context.createBufferSource();
  source.buffer = noiseOf(sound.context);
  source.loop = true;
  source.playbackRate.value = Math.min(4, ratio(sound.pitch));
  source.connect(to);
  source.start(sound.at);
  source.stop(end);
}

export function filter(
  sound: Sound,
  type: BiquadFilterType,
  frequency: number,
  q: number,
  to: AudioNode,
): BiquadFilterNode {
  const node = sound.context.createBiquadFilter();
  node.type = type;
  node.frequency.setValueAtTime(Math.min(20000, frequency), sound.at);
  node.Q.value = q;
  node.connect(to);
  return node;
}

/** Plays a recording as a voice. */
export function playBuffer(sound: Sound, buffer: AudioBuffer): void {
  const { context, at, hold } = sound;
  const rate = ratio(sound.pitch);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.playbackRate.value = rate;
  const gain = context.createGain();
  const length = Math.min(buffer.duration / rate, hold ?? Number.POSITIVE_INFINITY);
  gain.gain.setValueAtTime(sound.gain, at);
  gain.gain.setValueAtTime(sound.gain, at + length);
  gain.gain.linearRampToValueAtTime(0, at + length + RELEASE);
  source.connect(gain).connect(sound.out);
  source.start(at);
  source.stop(at + length + RELEASE);
}
