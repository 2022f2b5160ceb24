import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import type { contract } from "../../sdk";
import { css } from "../../ui/css";
import { dayTitle, hoursAndMinutes, midnight, shortMonth } from "../time";
import type { Figures } from "./figures";
import type { Statistics } from "./period";
import { STATISTICS as WORDS } from "./words";
import "./year-map.css";

/** Minutes from which a day of the year has the next darker step. */
const STEPS = [1, 20, 40, 80];

/** How dark a day is, from 0 to 4. */
export function stepOf(ms: number): number {
  return STEPS.filter((minutes) => ms >= minutes * 60_000).length;
}

/** The place of the first day in its week, from Monday: 0 to 6. */
export function offsetOf(first: string): number {
  return (midnight(first).getDay() + 6) % 7;
}

/** The first day of each month, with the column of its first whole week. */
export function monthColumns(
  days: readonly contract.Day[],
): { readonly date: string; readonly column: number }[] {
  const offset = offsetOf(days[0]?.date ?? "2001-01-01");
  return days.flatMap(({ date }, at) =>
    date.endsWith("-01") ? [{ date, column: Math.ceil((offset + at) / 7) }] : [],
  );
}

/** The year by days, a column for each week that begins on Monday; arrow keys go from day to day. */
export function yearMap(found: Statistics, figures: Figures): TemplateResult {
  const { day } = figures;
  const first = found.days[0];
  if (!first) return html``;
  const offset = offsetOf(first.date);
  const shown = day ?? (found.days.some((one) => one.date === found.today) ? found.today : first.date);
  const value = found.days.find((one) => one.date === shown);
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 7, ArrowLeft: -7, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to =
      by === undefined ? undefined : found.days[found.days.findIndex((one) => one.date === shown) + by];
    if (!to) return;
    event.preventDefault();
    figures.look(to.date);
  };
  return html`<p class="day-value" aria-live="polite">${
    value
      ? html`<b class="num">${hoursAndMinutes(value.ms)}</b> <span>${dayTitle(value.date, found.today)}</span>`
      : nothing
  }</p>
  <div class="year-months num" aria-hidden="true" style=${css({ "--weeks": Math.ceil((offset + found.days.length) / 7) })}>${monthColumns(
    found.days,
  ).map(
    ({ date, column }) =>
      html`<span style=${css({ "grid-column-start": column + 1 })}>${shortMonth(midnight(date))}</span>`,
  )}</div>
  <div class="year" role="slider" tabindex="0" aria-label=${t(WORDS.perDay)} aria-valuemin="0"
    aria-valuemax=${found.days.length - 1} aria-valuenow=${found.days.findIndex((one) => one.date === shown)}
    aria-valuetext=${value ? t(WORDS.dayValue, { day: dayTitle(value.date, found.today), time: hoursAndMinutes(value.ms) }) : nothing}
    @keydown=${move}>
    ${found.days.map(
      (
        one,
        at,
      ) => html`<i class="year-day step-${stepOf(one.ms)} ${one.date > found.today ? "year-later" : ""} ${one.date === found.today ? "year-today" : ""} ${one.date === day ? "year-chosen" : ""}"
        style=${css(at === 0 ? { "grid-row": offset + 1 } : {})} @pointerenter=${() => figures.look(one.date)} @click=${() => figures.look(one.date)}></i>`,
    )}
  </div>
  <p class="year-legend" aria-hidden="true">0 ${[0, 1, 2, 3, 4].map((n) => html`<i class="year-day step-${n}"></i>`)} ${t(WORDS.moreMinutes)}</p>`;
}
