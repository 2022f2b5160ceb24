import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

const SHAPES = {
  activity: svg`<path d="M3 12h4l3-7 4 14 3-7h4" />`,
  back: svg`<path d="m14.5 6-6 6 6 6" />`,
  bookmark: svg`<path d="M7 4.5h10v15l-5-4-5 4z" />`,
  bubble: svg`<path d="M5 5h14v11h-8l-4 3.5V16H5z" />`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5" />`,
  clock: svg`<circle cx="12" cy="12" r="8" /><path d="M12 7.5V12l3 2" />`,
  close: svg`<path d="m6 6 12 12M18 6 6 18" />`,
  copy: svg`<rect x="9" y="9" width="10.5" height="10.5" rx="2.5" /><path d="M15 9V7a2.5 2.5 0 0 0-2.5-2.5H7A2.5 2.5 0 0 0 4.5 7v5.5A2.5 2.5 0 0 0 7 15h2" />`,
  dots: svg`<path d="M6 12h.01M12 12h.01M18 12h.01" stroke-width="2.6" />`,
  down: svg`<path d="m6 9.5 6 6 6-6" />`,
  download: svg`<path d="M12 4v11m-4.5-4 4.5 4.5 4.5-4.5M5 19.5h14" />`,
  eye: svg`<path d="M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12z" /><circle cx="12" cy="12" r="2.8" />`,
  grid: svg`<rect x="4" y="4" width="6.5" height="6.5" rx="1.6" /><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.6" /><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.6" /><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.6" />`,
  file: svg`<path d="M6.5 3.5h7L18 8v12.5H6.5zM13 3.5V8h5" />`,
  grip: svg`<path d="M9 6.5h.01M15 6.5h.01M9 12h.01M15 12h.01M9 17.5h.01M15 17.5h.01" stroke-width="2.6" />`,
  image: svg`<rect x="4" y="5" width="16" height="14" rx="2" /><circle cx="9" cy="10" r="1.4" /><path d="m5 17.5 4.5-4 3 2.5 3-3 4 4" />`,
  record: svg`<circle cx="12" cy="12" r="5.5" fill="currentColor" />`,
  undo: svg`<path d="M8.5 5 4.5 9l4 4M4.5 9h10a5 5 0 0 1 0 10H11" />`,
  wave: svg`<path d="M4 10.5v3M8 7.5v9M12 4.5v15M16 7.5v9M20 10.5v3" />`,
  headphones: svg`<path d="M4 16v-3.5a8 8 0 0 1 16 0V16" /><rect x="3.6" y="14" width="4.4" height="6.4" rx="1.8" /><rect x="16" y="14" width="4.4" height="6.4" rx="1.8" />`,
  keyhole: svg`<circle cx="8.5" cy="12" r="4" /><path d="M12.5 12H20v3M16.5 12v2.5" />`,
  list: svg`<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01" />`,
  lock: svg`<rect x="5.5" y="10.5" width="13" height="9" rx="2.2" /><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />`,
  people: svg`<circle cx="9" cy="8.2" r="3.4" /><path d="M2.8 19.2c.6-3.6 3-5.4 6.2-5.4s5.6 1.8 6.2 5.4M15.4 5a3.3 3.3 0 0 1 0 6.4M17.4 14.2c2 .7 3.4 2.3 3.8 5" />`,
  mic: svg`<rect x="9" y="3" width="6" height="11.5" rx="3" /><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3.2" />`,
  minus: svg`<path d="M6 12h12" />`,
  moon: svg`<path d="M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z" />`,
  pause: svg`<path d="M8.5 6v12M15.5 6v12" stroke-width="3.4" stroke-linecap="butt" />`,
  phone: svg`<rect x="7" y="3" width="10" height="18" rx="2.5" /><path d="M11 18h2" />`,
  play: svg`<path d="M8 5.5v13l10.5-6.5z" fill="currentColor" />`,
  plug: svg`<path d="M9 3.5v5M15 3.5v5M6.5 8.5h11V12a5.5 5.5 0 0 1-11 0zM12 17.5v3.5" />`,
  open: svg`<path d="M13.5 5H19v5.5M19 5l-8 8M10 6.5H6.5A1.5 1.5 0 0 0 5 8v9.5A1.5 1.5 0 0 0 6.5 19H16a1.5 1.5 0 0 0 1.5-1.5V14" />`,
  plus: svg`<path d="M12 6v12M6 12h12" />`,
  gear: svg`<circle cx="12" cy="12" r="3" /><path d="M12 3.5V6M12 18v2.5M3.5 12H6M18 12h2.5M6 6l1.8 1.8M16.2 16.2 18 18M18 6l-1.8 1.8M7.8 16.2 6 18" />`,
  shield: svg`<path d="M12 3.5 19 6v5.5c0 4.3-2.9 7.4-7 9-4.1-1.6-7-4.7-7-9V6z" />`,
  trash: svg`<path d="M5 7h14M9.5 7V5h5v2M7 7l.8 12h8.4L17 7M10.5 10.5v5M13.5 10.5v5" />`,
  search: svg`<circle cx="10.5" cy="10.5" r="6" /><path d="m15 15 5 5" />`,
  scissors: svg`<circle cx="6" cy="6.5" r="2.8" /><circle cx="6" cy="17.5" r="2.8" /><path d="M8.3 8.2 20 17.5M8.3 15.8 20 6.5" />`,
  stop: svg`<rect x="5.5" y="5.5" width="13" height="13" rx="1.8" fill="currentColor" />`,
  turnBack: svg`<path d="M5.5 12a6.5 6.5 0 1 0 2.2-4.9L5 9.5M5 4.5v5h5" />`,
  turnOn: svg`<path d="M18.5 12a6.5 6.5 0 1 1-2.2-4.9L19 9.5M19 4.5v5h-5" />`,
  warning: svg`<path d="M12 4.5 21 19.5H3zM12 10v4.5M12 17h.01" />`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof SHAPES;

/** A decorative icon, 16 px by default; the text beside it (or the control's label) has the meaning. */
export function icon(name: IconName, size = 16): TemplateResult {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${SHAPES[name]}</svg>`;
}

/** The logo: a room and its tone. */
export function logo(): TemplateResult {
  return html`<svg class="logo" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke-width="1.9"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    <rect class="logo-room" x="1" y="1" width="22" height="22" rx="6" />
    <path class="logo-tone" d="M5 12.4h2.7l2-5 3.5 9.6 2.2-4.6H19" />
  </svg>`;
}
