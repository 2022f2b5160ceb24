import { personColour } from "../../app/person";
import { t } from "../../i18n";
import type { contract } from "../../sdk";
import type { Stretch } from "./player-card";
import type { Passage } from "./sources";
import { DOCUMENT } from "./words";

const JOINED_MS = 2_000;

/** A label of a speaker → its number among those without a name, and the name that a person gave it. */
export type Voices = ReadonlyMap<string, { readonly number: number; readonly name?: string }>;

export function voicesOf(passages: readonly Passage[], speakers: readonly contract.Speaker[]): Voices {
  const names = new Map(speakers.map((one) => [one.speaker_id, one.name]));
  const found = new Map<string, { number: number; name?: string }>();
  let nameless = 0;
  for (const { segment } of passages) {
    if (!segment.speaker || found.has(segment.speaker)) continue;
    const name = names.get(segment.speaker);
    found.set(segment.speaker, name ? { number: 0, name } : { number: ++nameless });
  }
  return found;
}

export function nameOf(voices: Voices, speaker: string | null): string {
  const voice = speaker ? voices.get(speaker) : undefined;
  if (!voice) return "";
  return voice.name ?? t(DOCUMENT.voice, { n: voice.number });
}

/** The same name has the same colour: labels that belong to one person look like one. */
export function colourOf(voices: Voices, speaker: string | null): number {
  return personColour(nameOf(voices, speaker) || "-");
}

/** How many people speak, as far as it is known. */
export function voiceCount(voices: Voices): number {
  return new Set([...voices.keys()].map((one) => nameOf(voices, one))).size;
}

/** Who speaks when, for the player. */
export function stretchesOf(passages: readonly Passage[], voices: Voices): Stretch[] {
  const found: Stretch[] = [];
  for (const { segment, from, to } of passages) {
    if (!segment.speaker) continue;
    const colour = colourOf(voices, segment.speaker);
    const before = found.at(-1);
    if (before?.colour === colour && from - before.to < JOINED_MS)
      found[found.length - 1] = { ...before, to };
    else found.push({ from, to, colour });
  }
  return found;
}
