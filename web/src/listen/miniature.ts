import { html, type TemplateResult } from "lit";
import { css } from "../ui/css";
import "./miniature.css";

/** Minutes of a week; the last day is today. */
const WEEK = [24, 52, 12, 66, 40, 78, 58];

/** A week of listening, a bar for each day. */
export function listenMiniature(): TemplateResult {
  const most = Math.max(...WEEK);
  return html`<div class="listen-miniature" aria-hidden="true">
    ${WEEK.map((minutes) => html`<i style=${css({ height: `${(minutes / most) * 100}%` })}></i>`)}
  </div>`;
}
