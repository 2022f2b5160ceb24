/**
 * A jam as a Standard MIDI File (format 1): a tempo track and one track a part.
 * https://midi.org/standard-midi-files-specification
 */

import { withoutDirections } from "../../i18n/bidi";
import { isHeard, type JamState, type Track, tracksInOrder, UNTITLED } from "../document/model";
import { loopSteps, stepOfTrack, timeOfStep } from "./pattern";
import { presetOf } from "./presets";

const TICKS = 480; // a quarter note
const STEP_TICKS = TICKS / 4;
const DRUM_CHANNEL = 9;
/** General MIDI: https://midi.org/general-midi-level-1 */
const DRUM_KEYS: Readonly<Record<string, number>> = {
  "drum-kick": 36,
  "drum-snare": 38,
  "drum-clap": 39,
  "drum-hat": 42,
  "drum-open-hat": 46,
  "drum-tom": 45,
  "drum-rim": 37,
  "drum-cowbell": 56,
  "drum-shaker": 70,
};
const ROOTS = { Drums: 36, Bass: 33, Lead: 57, Pads: 57 } as const; // A1 and A3, as the voices are tuned
const PROGRAMS = { Drums: 0, Bass: 38, Lead: 80, Pads: 88 } as const;

interface Event {
  readonly tick: number;
  readonly bytes: readonly number[];
}

export function midi(state: JamState): Blob {
  const tracks = tracksInOrder(state).filter((track) => isHeard(state, track));
  const free = Array.from({ length: 16 }, (_, n) => n).filter((channel) => channel !== DRUM_CHANNEL);
  let melodic = 0;
  const chunks = [conductor(state)];
  for (const track of tracks) {
    const family = presetOf(track.sampleId)?.family ?? "Lead";
    const channel = family === "Drums" ? DRUM_CHANNEL : (free[melodic++ % free.length] ?? 0);
    chunks.push(part(state, track, family, channel));
  }
  const header = [
    ...ascii("MThd"),
    ...uint(6, 4),
    ...uint(1, 2),
    ...uint(chunks.length, 2),
    ...uint(TICKS, 2),
  ];
  return new Blob([new Uint8Array([...header, ...chunks.flat()])], { type: "audio/midi" });
}

function conductor(state: JamState): number[] {
  const tempo = uint(Math.round(60_000_000 / state.tempo), 3);
  return chunk([
    { tick: 0, bytes: meta(0x03, utf8(withoutDirections(state.name ?? UNTITLED))) },
    { tick: 0, bytes: meta(0x51, tempo) },
    { tick: 0, bytes: meta(0x58, [4, 2, 24, 8]) },
  ]);
}

function part(state: JamState, track: Track, family: keyof typeof ROOTS, channel: number): number[] {
  const events: Event[] = [
    { tick: 0, bytes: meta(0x03, utf8(withoutDirections(track.name))) },
    { tick: 0, bytes: [0xc0 | channel, PROGRAMS[family]] },
  ];
  const root = DRUM_KEYS[presetOf(track.sampleId)?.id ?? ""] ?? ROOTS[family];
  for (let n = 0; n < loopSteps(state); n++) {
    const step = stepOfTrack(n, track);
    if (!track.steps[step]) continue;
    const lock = track.parameterLocks[step];
    const semitones = family === "Drums" ? 0 : track.transpose + (lock?.pitch ?? 0);
    const key = clamp(root + semitones, 0, 127);
    const velocity = clamp(Math.round(100 * track.volume * (lock?.volume ?? 1)), 1, 127);
    const start = Math.round(
      (timeOfStep(n, state.tempo, state.swing) / timeOfStep(2, state.tempo, 0)) * 2 * STEP_TICKS,
    );
    events.push({ tick: start, bytes: [0x90 | channel, key, velocity] });
    events.push({ tick: start + STEP_TICKS - 1, bytes: [0x80 | channel, key, 0] });
  }
  return chunk(events);
}

function chunk(events: readonly Event[]): number[] {
  const body: number[] = [];
  let before = 0;
  for (const event of [...events].sort((a, b) => a.tick - b.tick)) {
    body.push(...variable(event.tick - before), ...event.bytes);
    before = event.tick;
  }
  body.push(0, ...meta(0x2f, []));
  return [...ascii("MTrk"), ...uint(body.length, 4), ...body];
}

function meta(type: number, bytes: readonly number[]): number[] {
  return [0xff, type, ...variable(bytes.length), ...bytes];
}

function variable(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function uint(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, n) => (value >>> (8 * (bytes - 1 - n))) & 0xff);
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

function utf8(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
