/**
 * Twelve grooves to begin with. A line of steps has their numbers from 1, each with semitones (`4+3`) and a `~` for a soft
 * one. Voices are tuned to A, so 0 is the tonic of each groove.
 */

import { newId } from "../../sdk/new-id";
import { HEADROOM, type Lock, type Track } from "../document/model";

type Line = readonly [
  name: string,
  sound: string,
  steps: string,
  options?: Partial<Pick<Track, "volume" | "stepCount" | "transpose" | "playbackMode">>,
];

export interface Groove {
  readonly name: { readonly en: string; readonly ru: string };
  readonly tempo: number;
  readonly swing: number;
  readonly lines: readonly Line[];
}

const EIGHTHS = "1 3 5 7 9 11 13 15";
const FOUR = "1 5 9 13";
const QUIET = { volume: 0.45 };

export const GROOVES: readonly Groove[] = [
  {
    name: { en: "Wet pavement", ru: "Мокрый асфальт" },
    tempo: 96,
    swing: 12,
    lines: [
      ["Kick", "drum-kick", "1 8~ 11"],
      ["Snare", "drum-snare", "5 13"],
      ["Hats", "drum-hat", `${EIGHTHS} 16~`, QUIET],
      ["Bass", "bass-round", "1 4+3 7 10-2 13"],
      ["Pluck", "lead-pluck", "3 6+7 11+5 14~", QUIET],
    ],
  },
  {
    name: { en: "Night bus", ru: "Ночной автобус" },
    tempo: 118,
    swing: 0,
    lines: [
      ["Kick", "drum-kick", FOUR],
      ["Clap", "drum-clap", "5 13", { volume: 0.55 }],
      ["Open hat", "drum-open-hat", "3 7 11 15", QUIET],
      ["Bass", "bass-round", "3 4~ 7 8+12~ 11+3 14-2 15"],
      ["Keys", "lead-keys", "1+3 4+7 9+10 12+7~ 15+5", QUIET],
    ],
  },
  {
    name: { en: "Kitchen radio", ru: "Радио на кухне" },
    tempo: 88,
    swing: 58,
    lines: [
      ["Kick", "drum-kick", "1 3~ 8 11"],
      ["Snare", "drum-snare", "5 13 16~"],
      ["Hats", "drum-hat", "1 3 5 6~ 7 9 11 13 14~ 15", QUIET],
      ["Sub", "bass-sub", "1 8+5 11+3 14-2"],
      ["Keys", "lead-keys", "1+7 4+10~ 7+12 12+3", QUIET],
    ],
  },
  {
    name: { en: "Paper lanterns", ru: "Бумажные фонари" },
    tempo: 84,
    swing: 0,
    lines: [
      ["Rim", "drum-rim", "5 13 16~", QUIET],
      ["Shaker", "drum-shaker", "1~ 3 5~ 7 9~ 11 13~ 15", QUIET],
      ["Sub", "bass-sub", "1 9-4 15-2"],
      ["Bell", "lead-bell", "1+12 4+7 6+10 9+8 12+3~ 14+5", QUIET],
      ["Glass", "pad-glass", "1 9-4", QUIET],
    ],
  },
  {
    name: { en: "Behind the lighthouse", ru: "За маяком" },
    tempo: 126,
    swing: 0,
    lines: [
      ["Kick", "drum-kick", FOUR],
      ["Hats", "drum-hat", "3 7 11 15 16~", QUIET],
      ["Clap", "drum-clap", "13", QUIET],
      ["Acid", "bass-acid", "1 2+12~ 4 6+3 7 9 10+12 12-2 14+5 16+3~", { volume: 0.6, playbackMode: "gate" }],
    ],
  },
  {
    name: { en: "Tin roof", ru: "Жестяная крыша" },
    tempo: 140,
    swing: 8,
    lines: [
      ["Kick", "drum-kick", "1 4~ 11"],
      ["Snare", "drum-snare", "9"],
      ["Rim", "drum-rim", "4 7 12~ 15", QUIET],
      ["Hats", "drum-hat", "1 2~ 3 5 7 9 10~ 11 13 14 15 16~", QUIET],
      ["Sub", "bass-sub", "1 7-5 11-2"],
      ["Dawn", "pad-dawn", "1 11-2", QUIET],
    ],
  },
  {
    name: { en: "Two trams", ru: "Два трамвая" },
    tempo: 104,
    swing: 0,
    lines: [
      ["Kick", "drum-kick", "1 7 11"],
      ["Tom", "drum-tom", "3+5 4~ 6", { volume: 0.5, stepCount: 8 }],
      ["Shaker", "drum-shaker", "1~ 3", { ...QUIET, stepCount: 4 }],
      ["Bass", "bass-round", "1 3 6+3 8-2", { volume: 0.6, stepCount: 8 }],
      [
        "Pluck",
        "lead-pluck",
        "1+12 4+10 7+7 10+3 13+5 16+7 19+10 22+12 25+3 28+5 31-2",
        { ...QUIET, stepCount: 32 },
      ],
    ],
  },
  {
    name: { en: "Slow lift", ru: "Медленный лифт" },
    tempo: 72,
    swing: 34,
    lines: [
      ["Kick", "drum-kick", "1 4~ 9 12~"],
      ["Clap", "drum-clap", "5 13", QUIET],
      ["Hats", "drum-hat", "1 2~ 3 4~ 5 7 8~ 9 11 12~ 13 15 16~", { volume: 0.35 }],
      ["Sub", "bass-sub", "1 7+3 9+5 15-2"],
      ["Glass", "pad-glass", "1 9+5", QUIET],
      ["Bell", "lead-bell", "4+3~ 8 14-2", { volume: 0.35, transpose: 12 }],
    ],
  },
  {
    name: { en: "Market day", ru: "Рыночный день" },
    tempo: 112,
    swing: 20,
    lines: [
      ["Kick", "drum-kick", "1 4~ 9 12"],
      ["Cowbell", "drum-cowbell", "1 4 7 11 13~", { volume: 0.35 }],
      ["Tom", "drum-tom", "7+7~ 8+3 15 16-3~", { volume: 0.5 }],
      ["Shaker", "drum-shaker", "1 2~ 3~ 4 5~ 6~ 7 8~ 9 10~ 11~ 12 13~ 14~ 15 16~", { volume: 0.4 }],
      ["Bass", "bass-round", "1 4+7 7+10 9+12 12+10 15+7~"],
    ],
  },
  {
    name: { en: "Cold start", ru: "Холодный запуск" },
    tempo: 128,
    swing: 0,
    lines: [
      ["Kick", "drum-kick", "1 7 9 15~"],
      ["Snare", "drum-snare", "5 13", { volume: 0.6 }],
      ["Hats", "drum-hat", EIGHTHS, QUIET],
      ["Acid", "bass-acid", "1 3~ 7+3 9 11~ 15-2", { volume: 0.55 }],
      [
        "Square",
        "lead-square",
        "1 4+3 7+7 9+5 12+3 15-2",
        { volume: 0.4, transpose: 12, playbackMode: "gate" },
      ],
    ],
  },
  {
    name: { en: "Back garden", ru: "За домом" },
    tempo: 92,
    swing: 16,
    lines: [
      ["Kick", "drum-kick", "1 11"],
      ["Rim", "drum-rim", "5 13 15~", QUIET],
      ["Shaker", "drum-shaker", EIGHTHS, { volume: 0.4 }],
      ["Choir", "pad-choir", "1 9+5", { volume: 0.4 }],
      ["Pluck", "lead-pluck", "1 3+4 5+7 7+12 9+5 11+9 13+12 15+9~", QUIET],
      ["Sub", "bass-sub", "1 9+5 15+7~"],
    ],
  },
  {
    name: { en: "Last train", ru: "Последний поезд" },
    tempo: 134,
    swing: 0,
    lines: [
      ["Kick", "drum-kick", FOUR],
      ["Open hat", "drum-open-hat", "3 7 11 15", { volume: 0.4 }],
      ["Clap", "drum-clap", "5 13 16~", QUIET],
      ["Sub", "bass-sub", "3 4~ 7 8~ 11+3 12+3~ 15-2 16-2~"],
      ["Saw", "lead-saw", "1 4~ 7+3 12-2", { volume: 0.35, transpose: 12 }],
      ["Dawn", "pad-dawn", "1", { volume: 0.4 }],
    ],
  },
];

const SOFT = 0.55;

function steps(line: string): { steps: boolean[]; parameterLocks: (Lock | null)[] } {
  const on: boolean[] = [];
  const locks: (Lock | null)[] = [];
  for (const [, number, pitch, soft] of line.matchAll(/(\d+)([+-]\d+)?(~)?/g)) {
    const step = Number(number) - 1;
    on[step] = true;
    if (pitch || soft)
      locks[step] = { ...(pitch ? { pitch: Number(pitch) } : {}), ...(soft ? { volume: SOFT } : {}) };
  }
  return {
    steps: Array.from(on, (one) => one ?? false),
    parameterLocks: Array.from(locks, (one) => one ?? null),
  };
}

/** A groove's tracks in the form of the API's state. */
export function grooveTracks({ lines }: Groove): Record<string, unknown>[] {
  return lines.map(([name, sound, line, options]) => ({
    id: newId().slice(0, 8),
    name,
    sampleId: `synth:${sound}`,
    volume: HEADROOM,
    ...options,
    ...steps(line),
  }));
}

export function grooveState(groove: Groove): Record<string, unknown> {
  return { tracks: grooveTracks(groove), tempo: groove.tempo, swing: groove.swing, version: 1 };
}

/** One of them by a number from 0 to 1, and not `but`. */
export function grooveBy(chance: number, but: Groove | null = null): Groove {
  const others = GROOVES.filter((one) => one !== but);
  return others[Math.floor(chance * others.length)] as Groove;
}
