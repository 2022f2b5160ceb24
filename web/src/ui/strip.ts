import { html, type TemplateResult } from "lit";
import type { HeatBar } from "../clip/heat";
import { css } from "./css";

/** A strip of heat bars. It is only a picture: the text beside it has the same information. */
export function heatStrip(bars: readonly HeatBar[], name = ""): TemplateResult {
  return html`<span class="strip ${name}" aria-hidden="true">${bars.map(
    (bar) =>
      html`<i class=${bar.hot ? "hot" : ""} style=${css({ "--h": `${Math.round(bar.height * 100)}%` })}></i>`,
  )}</span>`;
}
