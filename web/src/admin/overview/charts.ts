import { html, nothing, svg, type TemplateResult } from "lit";
import { locale, t } from "../../i18n";
import { OVERVIEW } from "../words";

export interface Line {
  label: string;
  hue: "live" | "hold" | "shut";
  values: readonly (number | null)[];
  filled?: boolean;
}

export interface Chart {
  title: string;
  /** Unix ms of each value. */
  times: readonly number[];
  lines: readonly Line[];
  format: (value: number) => string;
  /** Times of day, or dates for a longer period. */
  dates: boolean;
  /** The value under the pointer or the arrow keys, as an index. */
  look: number | undefined;
  onLook: (index: number | undefined) => void;
}

const WIDTH = 456;
const HEIGHT = 160;

/** The next "round" number, so that the labels of the grid are easy to read. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 6, 8, 10].find((one) => one * power >= value) ?? 10;
  return step * power;
}

export function timeLabel(at: number, dates: boolean): string {
  const date = new Date(at);
  return dates
    ? date.toLocaleDateString(locale(), { day: "numeric", month: "short" })
    : date.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
}

/** Every run of values as a path; where nothing was measured the line is open. */
function path(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
) {
  let open = false;
  return values
    .map((value, index) => {
      if (value === null) {
        open = false;
        return "";
      }
      const verb = open ? "L" : "M";
      open = true;
      return `${verb}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}

/** A chart of lines that is read by eye, by pointer, by arrow keys, and as a table. */
export function lineChart(chart: Chart): TemplateResult {
  const { times, lines, format, dates } = chart;
  if (times.length === 0) return html`<p class="chart-empty">${t(OVERVIEW.noData)}</p>`;
  const top = roundUp(Math.max(0, ...lines.flatMap((line) => line.values.map((value) => value ?? 0))));
  const last = times.length - 1;
  const x = (index: number) => (last === 0 ? WIDTH : (index / last) * WIDTH);
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT;
  const shown = chart.look === undefined ? undefined : Math.min(chart.look, last);
  const at = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    chart.onLook(Math.round(((event.clientX - box.left) / box.width) * last));
  };
  const walk = (event: KeyboardEvent) => {
    const to = { ArrowLeft: (shown ?? last) - 1, ArrowRight: (shown ?? last) + 1, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    chart.onLook(Math.max(0, Math.min(last, to)));
  };
  const marks = [0, 1 / 3, 2 / 3].map((share) => Math.round(share * last));
  const told = shown ?? last;
  const sentence = `${timeLabel(times[told] ?? 0, dates)}: ${lines
    .map((line) => `${line.label} ${line.values[told] == null ? "–" : format(line.values[told] ?? 0)}`)
    .join(", ")}`;
  return html`<div class="chart" role="slider" tabindex="0" aria-label=${chart.title} aria-valuemin="0" aria-valuemax=${last}
      aria-valuenow=${told} aria-valuetext=${sentence} @keydown=${walk} @blur=${() => chart.onLook(undefined)}>
      <div class="chart-body">
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"
          @pointermove=${at} @pointerleave=${() => chart.onLook(undefined)}>
          ${[0, 1, 2, 3].map((step) => svg`<line class="chart-grid" x1="0" x2=${WIDTH} y1=${(HEIGHT / 3) * step} y2=${(HEIGHT / 3) * step} />`)}
          ${lines.map((line) => [
            line.filled && last > 0
              ? svg`<path class="chart-area hue-${line.hue}" d="${path(line.values, x, y)}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z" />`
              : nothing,
            svg`<path class="chart-line hue-${line.hue}" d=${path(line.values, x, y)} />`,
          ])}
          ${shown === undefined ? nothing : svg`<line class="chart-cross" x1=${x(shown)} x2=${x(shown)} y1="0" y2=${HEIGHT} />`}
        </svg>
        <div class="chart-scale num" aria-hidden="true">${[top, (top / 3) * 2, top / 3].map((value) => html`<span>${format(value)}</span>`)}</div>
      </div>
      <div class="chart-times num" aria-hidden="true">${marks.map((index) => html`<span>${timeLabel(times[index] ?? 0, dates)}</span>`)}<span>${t(OVERVIEW.now)}</span></div>
      <p class="chart-value num" aria-hidden="true">${shown === undefined ? "\u00a0" : sentence}</p>
    </div>
    ${twin(
      chart.title,
      lines.map((line) => line.label),
      times.map((time, index) => [
        timeLabel(time, dates),
        ...lines.map((line) => (line.values[index] == null ? "–" : format(line.values[index] ?? 0))),
      ]),
    )}`;
}

export interface Bars {
  title: string;
  times: readonly number[];
  values: readonly number[];
  dates: boolean;
}

/** Joins neighbours until there are at most `most`: thinner bars could not be told from each other. */
export function fewer(
  chart: Pick<Bars, "times" | "values">,
  most = 30,
): { times: number[]; values: number[] } {
  const size = Math.max(1, Math.ceil(chart.times.length / most));
  const [times, values]: [number[], number[]] = [[], []];
  // Counted from the end: the last bar is as wide as the others.
  for (let end = chart.times.length; end > 0; end -= size) {
    const from = Math.max(0, end - size);
    times.unshift(chart.times[from] ?? 0);
    values.unshift(chart.values.slice(from, end).reduce((sum, one) => sum + one, 0));
  }
  return { times, values };
}

/** Bars; the last one, which still grows, is in ink. */
export function barChart(chart: Bars): TemplateResult {
  const { dates } = chart;
  const { times, values } = fewer(chart);
  if (times.length === 0) return html`<p class="chart-empty">${t(OVERVIEW.noData)}</p>`;
  const top = Math.max(1, ...values);
  const width = 300 / values.length;
  const middle = Math.floor((times.length - 1) / 2);
  return html`<svg class="metric-bars" viewBox="0 0 300 104" preserveAspectRatio="none" aria-hidden="true">
      ${values.map((value, index) => {
        const height = Math.max(value > 0 ? 3 : 1, (value / top) * 100);
        const gap = Math.min(3, width / 4);
        return svg`<rect class=${index === values.length - 1 ? "metric-bar-now" : "metric-bar"} x=${index * width} width=${Math.max(1, width - gap)} y=${104 - height} height=${height}><title>${timeLabel(times[index] ?? 0, dates)}: ${value}</title></rect>`;
      })}
    </svg>
    <div class="chart-times num" aria-hidden="true"><span>${timeLabel(times[0] ?? 0, dates)}</span><span>${timeLabel(times[middle] ?? 0, dates)}</span><span>${t(OVERVIEW.now)}</span></div>
    ${twin(
      chart.title,
      [chart.title],
      times.map((time, index) => [timeLabel(time, dates), String(values[index] ?? 0)]),
    )}`;
}

/** The same as a table, for screen readers. */
function twin(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): TemplateResult {
  // In a box of its own: a table does not shrink to nothing.
  return html`<div class="visually-hidden"><table><caption>${title}</caption>
    <thead><tr><th scope="col">${t(OVERVIEW.time)}</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody>
  </table></div>`;
}
