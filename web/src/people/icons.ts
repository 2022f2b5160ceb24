import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

const SHAPES = {
  pin: svg`<path d="M8.5 4h7l-1 6 3 3.5h-11l3-3.5zM12 13.5V20" />`,
  qr: svg`<rect x="4" y="4" width="6" height="6" rx="1" /><rect x="14" y="4" width="6" height="6" rx="1" /><rect x="4" y="14" width="6" height="6" rx="1" /><path d="M14 14h2.5v2.5M20 14v2.5M14 20h2.5M20 20h-.01" />`,
  share: svg`<path d="M12 14.5V4m-4 3.5L12 3.5l4 4M7 11H5.5v9h13v-9H17" />`,
} satisfies Record<string, SVGTemplateResult>;

/** The icons of Share alone: every page carries those of `ui/icons`. */
export function shareIcon(name: keyof typeof SHAPES): TemplateResult {
  return html`<svg class="icon" width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${SHAPES[name]}</svg>`;
}
