import { html, type TemplateResult } from "lit";

/** Four rows in their final layout. */
export function skeleton(): TemplateResult {
  return html`<div class="jam-skeleton">${[0, 1, 2, 3].map(
    () => html`<div class="jam-skeleton-row">${Array.from({ length: 16 }, () => html`<i></i>`)}</div>`,
  )}</div>`;
}
