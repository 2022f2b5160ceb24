/** Bass, leads and pads. They are tuned to A: the basses to A1, the others to A3. */

import { envelope, filter, ratio, type Sound, tone, type Voice } from "./sound";

const A1 = 55;

export function roundBass(sound: Sound): void {
  const { node, end } = envelope(sound, {
    level: 0.75,
    attack: 0.004,
    decay: 0.12,
    sustain: 0.7,
    length: 0.22,
    release: 0.12,
  });
  const low = filter(sound, "lowpass", 620 * ratio(sound.pitch / 2), 0.9, node);
  tone(sound, low, end, { type: "triangle", frequency: A1 });
  tone(sound, low, end, { type: "sine", frequency: A1 });
}

export function acidBass(sound: Sound): void {
  const { node, end } = envelope(sound, {
    level: 0.42,
    attack: 0.003,
    decay: 0.1,
    sustain: 0.65,
    length: 0.2,
    release: 0.06,
  });
  const low = filter(sound, "lowpass", 2600, 13, node);
  low.frequency.exponentialRampToValueAtTime(190, sound.at + 0.22);
  tone(sound, low, end, { type: "sawtooth", frequency: A1 });
}

export function subBass(sound: Sound): void {
  const { node, end } = envelope(sound, {
    level: 0.9,
    attack: 0.008,
    decay: 0.1,
    sustain: 0.85,
    length: 0.32,
    release: 0.16,
  });
  tone(sound, node, end, { type: "sine", frequency: A1 });
}

const A3 = 220;

export function pluck(sound: Sound): void {
  const { node, end } = envelope(sound, { level: 0.46, attack: 0.002, decay: 0.42 });
  const low = filter(sound, "lowpass", 5200, 2, node);
  low.frequency.exponentialRampToValueAtTime(480, sound.at + 0.24);
  tone(sound, low, end, { type: "sawtooth", frequency: A3 });
  tone(sound, low, end, { type: "triangle", frequency: A3 * 2, detune: 4 });
}

export function squareLead(sound: Sound): void {
  const { node, end } = envelope(sound, {
    level: 0.28,
    attack: 0.006,
    decay: 0.08,
    sustain: 0.7,
    length: 0.2,
    release: 0.09,
  });
  const low = filter(sound, "lowpass", 3200, 1, node);
  tone(sound, low, end, { type: "square", frequency: A3 });
  tone(sound, low, end, { type: "square", frequency: A3, detune: 7 });
}

export function sawLead(sound: Sound): void {
  const { node, end } = envelope(sound, {
    level: 0.24,
    attack: 0.01,
    decay: 0.1,
    sustain: 0.75,
    length: 0.24,
    release: 0.14,
  });
  const low = filter(sound, "lowpass", 4600, 0.8, node);
  for (const detune of [-11, 0, 11]) tone(sound, low, end, { type: "sawtooth", frequency: A3, detune });
}

export function bell(sound: Sound): void {
  for (const [partial, level, decay] of [
    [1, 0.36, 1.1],
    [2.76, 0.2, 0.7],
    [5.4, 0.1, 0.35],
  ] as const) {
    const { node, end } = envelope(sound, { level, attack: 0.002, decay });
    tone(sound, node, end, { type: "sine", frequency: A3 * 2 * partial });
  }
}

export function keys(sound: Sound): void {
  const { node, end } = envelope(sound, { level: 0.42, attack: 0.003, decay: 0.75 });
  tone(sound, node, end, { type: "sine", frequency: A3 });
  const tine = envelope(sound, { level: 0.14, attack: 0.001, decay: 0.16 });
  tone(sound, tine.node, tine.end, { type: "sine", frequency: A3 * 4 });
}

export function pad(type: OscillatorType, chord: readonly number[], cutoff: number, level: number): Voice {
  return (sound) => {
    const { node, end } = envelope(sound, {
      level,
      attack: 0.12,
      decay: 0.25,
      sustain: 0.8,
      length: 0.9,
      release: 0.7,
    });
    const low = filter(sound, "lowpass", cutoff, 0.6, node);
    low.frequency.linearRampToValueAtTime(cutoff * 1.9, sound.at + 0.6);
    for (const semitone of chord) {
      for (const detune of [-6, 6]) tone(sound, low, end, { type, frequency: A3 * ratio(semitone), detune });
    }
  };
}
