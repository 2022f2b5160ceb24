import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { count, t } from "../../i18n";
import { css } from "../../ui/css";
import type { Clip } from "../session";
import { CLIP, TAPS } from "../words";
import type { Moment } from "./moments";
import { tagChip } from "./tags";
import "./moment-row.css";
import { visible } from "../../i18n/bidi";

/** Names in a tooltip: nobody reads hundreds. */
const MOST_NAMES = 20;

/** The bar grows from 4 to 24 px, which it reaches at about a dozen taps. */
function barWidth(taps: number): number {
  return Math.min(24, 4 + (taps - 1) * 2);
}

/** How many people tapped. With `toggle` it is the button that unfolds the taps. */
export function tapCount(
  taps: number,
  toggle?: { open: boolean; label: string; stop: 0 | -1; press: () => void },
): TemplateResult {
  const bar =
    taps > 1 ? html`<i class="tap-bar" style=${css({ "--w": `${barWidth(taps)}px` })}></i>` : nothing;
  const face = html`${bar}<span class=${taps > 1 ? "tap-hot" : ""}>${taps}</span>`;
  if (!toggle || taps === 1) {
    return html`<span class="tap-count num"><span class="visually-hidden">${count(taps, TAPS)}</span><span class="tap-face" aria-hidden="true">${face}</span></span>`;
  }
  return html`<button type="button" class="tap-count tap-toggle num" tabindex=${toggle.stop} aria-expanded=${toggle.open ? "true" : "false"}
    aria-label="${toggle.label}: ${count(taps, TAPS)}" @click=${toggle.press}><span class="tap-face">${face}</span></button>`;
}

/** Who tapped: `Bo`, `Bo +3`, or `Anonymous` when nobody gave a name (C21). */
export function who({ noted, names }: Moment): TemplateResult {
  const speaker = noted.submitted_by ?? names[0];
  const others = names.length - 1;
  return html`<span class="row-who" title=${visible(names.slice(0, MOST_NAMES).join(", ")) || nothing}><bdi>${visible(speaker ?? t(CLIP.anonymous))}</bdi>${others > 0 ? ` +${others}` : nothing}</span>`;
}

/** A note, or a text that there is none. */
export function noteText(note: string | null, none = t(CLIP.noNote)): TemplateResult {
  return note === null
    ? html`<span class="no-note">${none}</span>`
    : html`<bdi class="row-note-text">${visible(note)}</bdi>`;
}

/** The `Clipped` checkbox of a moment (C25); the whole cell is its target. */
export function clippedBox(
  moment: Moment,
  isClipped: boolean,
  stop: 0 | -1,
  mark: () => void,
): TemplateResult {
  return html`<label class="row-check" title=${t(CLIP.clippedWord)}><input type="checkbox" class="checkbox" tabindex=${stop}
    aria-label=${t(CLIP.clipped, { time: moment.offsetHms })} .checked=${live(isClipped)} @change=${mark} /></label>`;
}

/** The single taps of a moment. */
export function tapRows(
  clips: readonly Clip[],
  action: (clip: Clip) => TemplateResult | typeof nothing,
): TemplateResult {
  return html`<ul class="tap-rows">${clips.map(
    (clip) => html`<li><span class="time">${clip.offset_hms}</span>
      <span class="row-note">${noteText(clip.note)}${clip.tag ? tagChip(clip.tag) : nothing}</span>
      <bdi class="row-who">${visible(clip.submitted_by ?? t(CLIP.anonymous))}</bdi>${action(clip)}</li>`,
  )}</ul>`;
}
