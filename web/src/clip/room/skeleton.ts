import { html, type TemplateResult } from "lit";

/** The control room's layout without its content. */
export function roomSkeleton(): TemplateResult {
  return html`<div class="room-skeleton" aria-hidden="true">
    <span class="bone bone-title"></span>
    <div class="room">
      <div class="panel clock-panel"><span class="bone"></span></div>
      <div class="panel heat-panel"></div>
      <div class="panel moments"></div>
      <div class="panel room-side"></div>
    </div>
  </div>`;
}
