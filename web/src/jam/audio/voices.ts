/** The built-in sounds by name: `synth:{preset}`. */

import { clap, cowbell, hat, kick, rim, shaker, snare, tom } from "./drums";
import { acidBass, bell, keys, pad, pluck, roundBass, sawLead, squareLead, subBass } from "./melodic";
import type { Voice } from "./sound";

export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly family: "Drums" | "Bass" | "Lead" | "Pads";
  readonly voice: Voice;
}

export const PRESETS: readonly Preset[] = [
  { id: "drum-kick", label: "Kick", family: "Drums", voice: kick },
  { id: "drum-snare", label: "Snare", family: "Drums", voice: snare },
  { id: "drum-clap", label: "Clap", family: "Drums", voice: clap },
  { id: "drum-hat", label: "Hats", family: "Drums", voice: hat(0.07, 0.26) },
  { id: "drum-open-hat", label: "Open hat", family: "Drums", voice: hat(0.34, 0.22) },
  { id: "drum-tom", label: "Tom", family: "Drums", voice: tom },
  { id: "drum-rim", label: "Rim", family: "Drums", voice: rim },
  { id: "drum-cowbell", label: "Cowbell", family: "Drums", voice: cowbell },
  { id: "drum-shaker", label: "Shaker", family: "Drums", voice: shaker },
  { id: "bass-round", label: "Bass", family: "Bass", voice: roundBass },
  { id: "bass-acid", label: "Acid bass", family: "Bass", voice: acidBass },
  { id: "bass-sub", label: "Sub bass", family: "Bass", voice: subBass },
  { id: "lead-pluck", label: "Pluck", family: "Lead", voice: pluck },
  { id: "lead-square", label: "Square lead", family: "Lead", voice: squareLead },
  { id: "lead-saw", label: "Saw lead", family: "Lead", voice: sawLead },
  { id: "lead-bell", label: "Bell", family: "Lead", voice: bell },
  { id: "lead-keys", label: "Keys", family: "Lead", voice: keys },
  { id: "pad-dawn", label: "Pad", family: "Pads", voice: pad("sawtooth", [0, 3, 7], 700, 0.11) },
  { id: "pad-glass", label: "Glass pad", family: "Pads", voice: pad("triangle", [0, 7, 12], 1800, 0.2) },
  { id: "pad-choir", label: "Choir pad", family: "Pads", voice: pad("square", [0, 4, 7], 520, 0.1) },
];

/** The sounds that an empty jam offers first. */
export const STARTERS = ["drum-kick", "drum-snare", "drum-hat", "bass-round", "lead-pluck", "pad-dawn"];

const byId = new Map(PRESETS.map((preset) => [preset.id, preset]));

/** Names of built-in samples that other programs write without a prefix. */
const PLAIN: Readonly<Record<string, string>> = {
  kick: "drum-kick",
  snare: "drum-snare",
  clap: "drum-clap",
  hihat: "drum-hat",
  hat: "drum-hat",
  openhat: "drum-open-hat",
  tom: "drum-tom",
  rim: "drum-rim",
  cowbell: "drum-cowbell",
  shaker: "drum-shaker",
  bass: "bass-round",
  subbass: "bass-sub",
  lead: "lead-square",
  pluck: "lead-pluck",
  bell: "lead-bell",
  keys: "lead-keys",
  chord: "pad-glass",
  pad: "pad-dawn",
};

/** The preset of a `sampleId`; undefined for a recording or an unknown name. */
export function presetOf(sampleId: string): Preset | undefined {
  const name = sampleId.startsWith("synth:") ? sampleId.slice(6) : sampleId;
  return byId.get(name) ?? (Object.hasOwn(PLAIN, name) ? byId.get(PLAIN[name] ?? "") : undefined);
}
