import { html, svg, type TemplateResult } from "lit";
import { pictogram } from "../ui/pictogram";
import "./voice-miniature.css";

/** A spoken sentence, loud and quiet: heights in px of a strip of 56. */
const SENTENCE = [
  6, 10, 14, 22, 18, 30, 26, 38, 44, 30, 34, 22, 12, 6, 4, 4, 8, 18, 26, 40, 48, 36, 42, 28, 20, 14, 24, 32,
  22, 12, 6, 4,
];
const PITCH = 9;
const HEIGHT = 56;

/** A recording in progress: the words so far, the current second, the clock. */
export function voiceMiniature(): TemplateResult {
  const bars = [...SENTENCE, ...SENTENCE.slice(4, 18)];
  return html`<div class="voice-miniature" aria-hidden="true">
    <p>${pictogram("recording", "")}<span class="num">12:47</span></p>
    <svg viewBox="0 0 ${bars.length * PITCH} ${HEIGHT}" preserveAspectRatio="xMinYMid meet">
      ${bars.map(
        (height, bar) =>
          svg`<rect class=${bar > bars.length - 8 ? "now" : ""} x=${bar * PITCH} y=${(HEIGHT - height) / 2} width="4" height=${height} rx="2" />`,
      )}
    </svg>
  </div>`;
}
