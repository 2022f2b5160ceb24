/** The drums. */

import { envelope, filter, noise, RELEASE, ratio, type Sound, tone, type Voice } from "./sound";

export function kick(sound: Sound): void {
  const body = envelope(sound, { level: 1, decay: 0.38 });
  tone(sound, body.node, body.end, { type: "sine", frequency: 48, bend: { from: 4.5, seconds: 0.07 } });
  const click = envelope(sound, { level: 0.35, decay: 0.012 });
  tone(sound, click.node, click.end, { type: "triangle", frequency: 1100 });
}

export function snare(sound: Sound): void {
  const rattle = envelope(sound, { level: 0.55, decay: 0.19 });
  noise(sound, filter(sound, "highpass", 1400, 0.7, rattle.node), rattle.end);
  const body = envelope(sound, { level: 0.6, decay: 0.11 });
  tone(sound, body.node, body.end, { type: "triangle", frequency: 182, bend: { from: 1.6, seconds: 0.03 } });
}

export function clap(sound: Sound): void {
  for (const [late, decay, level] of [
    [0, 0.012, 1],
    [0.011, 0.012, 1],
    [0.023, 0.17, 1.24],
  ] as const) {
    const hold = sound.hold === null ? null : Math.max(RELEASE, sound.hold - late);
    const hand = { ...sound, at: sound.at + late, hold };
    const { node, end } = envelope(hand, { level, decay });
    noise(hand, filter(hand, "bandpass", 1250 * ratio(sound.pitch), 1.1, node), end);
  }
}

export function hat(decay: number, level: number): Voice {
  return (sound) => {
    const { node, end } = envelope(sound, { level, decay });
    const high = filter(sound, "highpass", 7200, 0.8, node);
    for (const frequency of [263, 397, 537, 682, 811, 1049]) {
      tone(sound, high, end, { type: "square", frequency: frequency * 5.1 });
    }
    noise(sound, high, end);
  };
}

export function tom(sound: Sound): void {
  const { node, end } = envelope(sound, { level: 0.85, decay: 0.34 });
  tone(sound, node, end, { type: "sine", frequency: 112, bend: { from: 1.9, seconds: 0.09 } });
}

export function rim(sound: Sound): void {
  const { node, end } = envelope(sound, { level: 0.6, decay: 0.035 });
  const band = filter(sound, "bandpass", 1700 * ratio(sound.pitch), 3, node);
  tone(sound, band, end, { type: "square", frequency: 820 });
  tone(sound, band, end, { type: "triangle", frequency: 1720 });
}

export function cowbell(sound: Sound): void {
  const { node, end } = envelope(sound, { level: 0.5, decay: 0.3 });
  const band = filter(sound, "bandpass", 2600, 1, node);
  tone(sound, band, end, { type: "square", frequency: 541 });
  tone(sound, band, end, { type: "square", frequency: 803 });
}

export function shaker(sound: Sound): void {
  const { node, end } = envelope(sound, { level: 0.7, attack: 0.018, decay: 0.06 });
  noise(sound, filter(sound, "bandpass", 6800, 1.4, node), end);
}
