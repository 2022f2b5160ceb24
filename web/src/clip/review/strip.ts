import { html, nothing, svg, type TemplateResult } from "lit";
import { count, locale, t } from "../../i18n";
import { css } from "../../ui/css";
import type { Moment } from "../moments/moments";
import type { Peak } from "../moments/peaks";
import type { Clip } from "../session";
import type { ClipState } from "../state";
import { type Stretch, stretches } from "../timeline";
import { CLIP } from "../words";
import { PEOPLE_COUNT, REVIEW, TAPS_BY } from "./words";

/** Columns of the whole strip: at 1216 px each is 3 px wide. */
const COLUMNS = 400;
/** A moment whose people exceed the usual variation three times stands out. */
export const STANDS_OUT = 3;
/** The frame of the open moment is at least so wide, in percent: a clip of three hours is a line otherwise. */
const LEAST_FRAME = 1.2;

const clockTime = (at: number): string =>
  new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });

interface Curve {
  readonly quiet: string;
  readonly hot: string;
}

/** The taps of a segment as a filled curve, in units of 100 by 100; what belongs to a peak is hot. */
function curveOf(
  clips: readonly Clip[],
  index: number,
  seconds: number,
  columns: number,
  hot: readonly Moment[],
): Curve {
  const counts = new Array<number>(columns).fill(0);
  for (const clip of clips) {
    if (clip.segment_index !== index) continue;
    const at = Math.min(columns - 1, Math.floor((clip.offset_seconds / Math.max(1, seconds)) * columns));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const top = Math.max(1, ...counts);
  const x = (at: number) => ((at / columns) * 100).toFixed(2);
  const column = (at: number, least: number) =>
    `M${x(at)} 100V${(100 - Math.max(least, ((counts[at] ?? 0) / top) * 92)).toFixed(1)}H${x(at + 1)}V100Z`;
  const isHot = counts.map(() => false);
  for (const moment of hot) {
    if (moment.segmentIndex !== index) continue;
    const place = (second: number) => Math.floor((second / Math.max(1, seconds)) * columns);
    for (let at = place(moment.first.offset_seconds); at <= place(moment.last.offset_seconds); at += 1)
      isHot[at] = true;
  }
  const all = counts.map((_, at) => at);
  return {
    quiet: all
      .filter((at) => !isHot[at])
      .map((at) => column(at, 3))
      .join(""),
    hot: all
      .filter((at) => isHot[at])
      .map((at) => column(at, 3))
      .join(""),
  };
}

export interface StripOptions {
  readonly state: ClipState;
  readonly peaks: readonly Peak[];
  readonly shown: readonly Peak[];
  readonly opened: Moment | undefined;
  readonly open: (moment: Moment) => void;
}

/** The whole stream: its segments to scale, hatched breaks, what is shown with a dot, the open moment framed. */
export function eveningStrip(options: StripOptions): TemplateResult {
  const { state, peaks, shown } = options;
  const line = stretches(state.segments, 0, false);
  const whole = line.reduce((sum, one) => sum + one.end - one.start, 0) || 1;
  const people = new Set(state.clips.map((clip) => clip.person)).size;
  const out = peaks.filter((peak) => peak.heat >= STANDS_OUT).length;
  const said = count(state.clips.length, TAPS_BY, { people: count(people, PEOPLE_COUNT) });
  return html`<section class="evening panel" aria-label=${t(REVIEW.evening)}>
    <p class="evening-said num">${said}${out > 0 ? ` · ${t(REVIEW.standOut, { n: out })}` : nothing}</p>
    <div class="evening-line">${line.map((stretch) => part(options, stretch, (stretch.end - stretch.start) / whole, shown.slice(0, 40)))}</div>
  </section>`;
}

function part(
  options: StripOptions,
  stretch: Stretch,
  share: number,
  shown: readonly Peak[],
): TemplateResult {
  const { segment } = stretch;
  if (!segment) return html`<div class="evening-break" style=${css({ "--share": share })}></div>`;
  const { state, opened, open } = options;
  const seconds = (stretch.end - stretch.start) / 1000;
  const own = shown.filter((peak) => peak.moment.segmentIndex === segment.index);
  const percent = (second: number) => Math.min(100, (second / Math.max(1, seconds)) * 100);
  const curve = curveOf(
    state.clips,
    segment.index,
    seconds,
    Math.max(8, Math.round(COLUMNS * share)),
    own.map((one) => one.moment),
  );
  const framed = opened?.segmentIndex === segment.index ? percent(opened.offsetSeconds) : undefined;
  const width = Math.max(LEAST_FRAME / share, percent(60));
  return html`<div class="evening-segment" style=${css({ "--share": share })}>
    <div class="evening-head num"><b>${t(CLIP.segment, { n: segment.index })}</b> <span>${clockTime(stretch.start)}<span class="evening-end"> – ${clockTime(stretch.end)}</span></span></div>
    <div class="evening-body">
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        ${svg`<path class="curve-quiet" d=${curve.quiet}></path><path class="curve-hot" d=${curve.hot}></path>`}
      </svg>
      ${own.map(({ moment }) => html`<button type="button" class="evening-dot" tabindex="-1" aria-label="${t(REVIEW.open)}: ${moment.offsetHms}" title=${moment.offsetHms} style=${css({ "--x": `${percent(moment.offsetSeconds)}%` })} @click=${() => open(moment)}></button>`)}
      ${framed === undefined ? nothing : html`<i class="evening-frame" style=${css({ "--x": `${framed}%`, "--w": `${width}%` })}></i>`}
    </div>
  </div>`;
}
