import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

/** The seven statuses of a recording (V13), each drawn in its own shape. */
const SHAPES = {
  recording: svg`<circle class="pg-ring" cx="14" cy="14" r="11.5" /><circle class="pg-dot" cx="14" cy="14" r="7" />`,
  cutting: svg`<circle class="pg-ink" cx="6" cy="8" r="3" /><circle class="pg-ink" cx="6" cy="20" r="3" /><path class="pg-ink" d="M8.5 9.8 24 20M8.5 18.2 24 8" />`,
  paused: svg`<rect class="pg-hold" x="8" y="6.5" width="4" height="15" rx="1" /><rect class="pg-hold" x="16" y="6.5" width="4" height="15" rx="1" />`,
  final_uploading: svg`<path class="pg-live" d="m5.5 14.5 6 6L23 8.5" />`,
  closed: svg`<rect class="pg-shut" x="7" y="7" width="14" height="14" rx="2" />`,
  ready: svg`<circle class="pg-ready" cx="14" cy="14" r="7.5" />`,
  error: svg`<rect class="pg-rec" x="12.2" y="4" width="3.6" height="14" rx="1.8" /><circle class="pg-rec" cx="14" cy="22.5" r="2" />`,
} satisfies Record<string, SVGTemplateResult>;

export type PictogramName = keyof typeof SHAPES;

/** A status icon in a box of 28 px; the text stands beside it, `label` is for screen readers. */
export function pictogram(name: PictogramName, label: string): TemplateResult {
  return html`<svg class="pictogram" width="28" height="28" viewBox="0 0 28 28" role="img" aria-label=${label}>${SHAPES[name]}</svg>`;
}
