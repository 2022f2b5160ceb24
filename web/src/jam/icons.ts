import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

const SHAPES = {
  undo: svg`<path d="M8.5 5 4.5 9l4 4M4.5 9h10a5 5 0 0 1 0 10H11" />`,
  redo: svg`<path d="m15.5 5 4 4-4 4M19.5 9h-10a5 5 0 0 0 0 10H13" />`,
  down: svg`<path d="m7 10 5 5 5-5" />`,
  left: svg`<path d="m14.5 6-6 6 6 6" />`,
  right: svg`<path d="m9.5 6 6 6-6 6" />`,
  lock: svg`<rect x="5.5" y="10.5" width="13" height="9" rx="2.2" /><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />`,
} satisfies Record<string, SVGTemplateResult>;

/** The icons of the instrument; decorative like the common ones. */
export function jamIcon(name: keyof typeof SHAPES, size = 18): TemplateResult {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${SHAPES[name]}</svg>`;
}
