/** How the built-in sounds sound, by the id of their preset. */

import { clap, cowbell, hat, kick, rim, shaker, snare, tom } from "./drums";
import { acidBass, bell, keys, pad, pluck, roundBass, sawLead, squareLead, subBass } from "./melodic";
import type { Voice } from "./sound";

export { playBuffer } from "./sound";

export const VOICES: Readonly<Record<string, Voice>> = {
  "drum-kick": kick,
  "drum-snare": snare,
  "drum-clap": clap,
  "drum-hat": hat(0.07, 0.26),
  "drum-open-hat": hat(0.34, 0.22),
  "drum-tom": tom,
  "drum-rim": rim,
  "drum-cowbell": cowbell,
  "drum-shaker": shaker,
  "bass-round": roundBass,
  "bass-acid": acidBass,
  "bass-sub": subBass,
  "lead-pluck": pluck,
  "lead-square": squareLead,
  "lead-saw": sawLead,
  "lead-bell": bell,
  "lead-keys": keys,
  "pad-dawn": pad("sawtooth", [0, 3, 7], 700, 0.11),
  "pad-glass": pad("triangle", [0, 7, 12], 1800, 0.2),
  "pad-choir": pad("square", [0, 4, 7], 520, 0.1),
};
