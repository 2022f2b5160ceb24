import { html, type TemplateResult } from "lit";
import { css } from "./css";

interface Bar {
  /** 0 to 1 of the highest bar. */
  readonly height: number;
  readonly hot: boolean;
}

/** A strip of heat bars. It is only a picture: the text beside it has the same information. */
export function heatStrip(bars: readonly Bar[], name = ""): TemplateResult {
  return html`<span class="strip ${name}" aria-hidden="true">${bars.map(
    (bar) =>
      html`<i class=${bar.hot ? "hot" : ""} style=${css({ "--h": `${Math.round(bar.height * 100)}%` })}></i>`,
  )}</span>`;
}
