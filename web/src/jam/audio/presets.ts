/** The built-in sounds by name: `synth:{preset}`. How each sounds is loaded after the first picture (voices.ts). */

export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly family: "Drums" | "Bass" | "Lead" | "Pads";
}

export const PRESETS: readonly Preset[] = [
  { id: "drum-kick", label: "Kick", family: "Drums" },
  { id: "drum-snare", label: "Snare", family: "Drums" },
  { id: "drum-clap", label: "Clap", family: "Drums" },
  { id: "drum-hat", label: "Hats", family: "Drums" },
  { id: "drum-open-hat", label: "Open hat", family: "Drums" },
  { id: "drum-tom", label: "Tom", family: "Drums" },
  { id: "drum-rim", label: "Rim", family: "Drums" },
  { id: "drum-cowbell", label: "Cowbell", family: "Drums" },
  { id: "drum-shaker", label: "Shaker", family: "Drums" },
  { id: "bass-round", label: "Bass", family: "Bass" },
  { id: "bass-acid", label: "Acid bass", family: "Bass" },
  { id: "bass-sub", label: "Sub bass", family: "Bass" },
  { id: "lead-pluck", label: "Pluck", family: "Lead" },
  { id: "lead-square", label: "Square lead", family: "Lead" },
  { id: "lead-saw", label: "Saw lead", family: "Lead" },
  { id: "lead-bell", label: "Bell", family: "Lead" },
  { id: "lead-keys", label: "Keys", family: "Lead" },
  { id: "pad-dawn", label: "Pad", family: "Pads" },
  { id: "pad-glass", label: "Glass pad", family: "Pads" },
  { id: "pad-choir", label: "Choir pad", family: "Pads" },
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
