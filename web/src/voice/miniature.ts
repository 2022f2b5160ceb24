import { html, svg, type TemplateResult } from "lit";
import { WORDS } from "../home/words";
import { t } from "../i18n";
import { pictogram } from "../ui/pictogram";
import "./miniature.css";

/** A spoken sentence, loud and quiet: heights in px of a strip of 56. */
const SENTENCE = [
  6, 10, 14, 22, 18, 30, 26, 38, 44, 30, 34, 22, 12, 6, 4, 4, 8, 18, 26, 40, 48, 36, 42, 28, 20, 14, 24, 32,
  22, 12, 6, 4,
];
const PITCH = 9;
const HEIGHT = 56;
/** Enough bars for the widest card; a narrow one shows the last of them. */
const BARS = 132;

/** A recording on its way: the clock, what is safe, what was said and the second that is being said. */
export function voiceMiniature(): TemplateResult {
  const bars = Array.from({ length: BARS }, (_, bar) => SENTENCE[bar % SENTENCE.length] ?? 4);
  return html`<div class="voice-miniature" aria-hidden="true">
    <p>${pictogram("recording", "")}<span class="num">12:47</span> <span class="mini-safe">${t(WORDS.safe)}</span></p>
    <svg viewBox="0 0 ${BARS * PITCH} ${HEIGHT}" preserveAspectRatio="xMaxYMid slice">
      ${bars.map(
        (height, bar) =>
          svg`<rect class=${bar > BARS - 8 ? "now" : ""} x=${bar * PITCH} y=${(HEIGHT - height) / 2} width="4" height=${height} rx="2" />`,
      )}
    </svg>
  </div>`;
}
