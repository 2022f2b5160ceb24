/** The look of steps in the grid, in the overview and on the pads. */

import { html, nothing, type TemplateResult } from "lit";
import { initial, isGuestWord, personColour } from "../../app/person";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { PRESETS } from "../audio/presets";
import type { Lock, Track } from "../document/model";
import type { Person } from "../people/people";
import type { Fault } from "../recording/recordings";
import { soundName } from "../recording/sound-name";
import type { JamView } from "../view";
import { WORDS } from "../words";

export function signed(n: number): string {
  return n > 0 ? `+${n}` : n < 0 ? `−${-n}` : "0";
}

/** A step as text: `Bass, step 7, on, pitch +5`. */
export function stepLabel(track: Track, step: number): string {
  const lock = track.parameterLocks[step];
  const said = t(track.steps[step] ? WORDS.hit : WORDS.rest, { name: track.name, n: step + 1 });
  const pitch = lock?.pitch ? t(WORDS.locked, { pitch: signed(lock.pitch) }) : "";
  const volume = lock?.volume !== undefined ? t(WORDS.lockedVolume, { volume: `×${lock.volume}` }) : "";
  return said + pitch + volume;
}

export function stepClass(track: Track, step: number, extra = ""): string {
  const group = Math.floor(step / 4) % 2 === 0 ? "step-a" : "step-b";
  return `jam-step ${group} ${track.steps[step] ? "on" : ""} ${extra}`;
}

/** A track's sound as text: a recording by its name, or a note that it is missing. */
export function soundLine(view: JamView, track: Track): { text: string; fault: Fault | null } {
  const { recordings } = view.player;
  const fault = recordings.faultOf(track.sampleId);
  if (fault === "missing") return { text: t(WORDS.missingSound), fault };
  if (fault === "unknown") return { text: t(WORDS.unknownSound, { name: track.sampleId }), fault };
  const preset = PRESETS.find(({ id }) => `synth:${id}` === track.sampleId);
  if (preset) return { text: `${t(WORDS[preset.family])} · ${preset.label}`, fault };
  const found = recordings.find(track.sampleId);
  return { text: found ? soundName(found) : t(WORDS.recordDefault), fault };
}

/** The effect of a lock: the pitch in semitones, the volume as a thin or a thick bar. */
export function lockMark(lock: Lock | null | undefined): TemplateResult | typeof nothing {
  if (!lock) return nothing;
  const bar =
    lock.volume === undefined ? nothing : html`<i class="lock-bar ${lock.volume > 1 ? "thick" : ""}"></i>`;
  return html`${lock.pitch ? html`<b class="lock-pitch" aria-hidden="true">${signed(lock.pitch)}</b>` : nothing}${bar}`;
}

/** Somebody else's cursor: their name on their colour, over the step. */
export function placeTag(people: readonly Person[]): TemplateResult | typeof nothing {
  const [first] = people;
  if (!first) return nothing;
  const more = people.length > 1 ? ` +${people.length - 1}` : "";
  return html`<span class="place-tag" aria-hidden="true" data-colour=${personColour(first.id)}><bdi>${visible(shortName(first.name))}</bdi>${more}</span>`;
}

export function shortName(name: string): string {
  const words = name.split(/\s+/);
  return isGuestWord(words[0]) && words[1] ? words[1] : (words[0] ?? initial(name));
}
