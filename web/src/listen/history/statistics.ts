import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { count, locale, t } from "../../i18n";
import type { contract } from "../../sdk";
import { css } from "../../ui/css";
import { iconKey } from "../../ui/key";
import { segmented } from "../../ui/segmented";
import { artwork, shownTitle } from "../artwork";
import { dayOf, daysLater, dayTitle, hoursAndMinutes, midnight, ownZone } from "../time";
import { DAYS, STATISTICS as WORDS } from "./words";

export type Statistics = contract.Statistics;
export type Period = "week" | "fortnight" | "month" | "year";

const LENGTHS = { week: 7, fortnight: 14, month: 30 };
const HOUR_MS = 3_600_000;
/** Minutes from which a day of the year has the next darker step. */
const STEPS = [1, 20, 40, 80];

export interface Range {
  readonly first: string;
  readonly last: string;
}

/** The days of a period: those that end today, or `back` periods earlier; a year is one of the calendar. */
export function rangeOf(period: Period, back: number, now: Date = new Date()): Range {
  if (period === "year") {
    const year = now.getFullYear() - back;
    return { first: `${year}-01-01`, last: `${year}-12-31` };
  }
  const length = LENGTHS[period];
  const last = daysLater(dayOf(now), -back * length);
  return { first: daysLater(last, 1 - length), last };
}

export function fetchStatistics(range: Range): Promise<Statistics> {
  return client.request<Statistics>("GET", "/api/listening/statistics", {
    query: { zone: ownZone(), first: range.first, last: range.last },
  });
}

export interface View {
  readonly period: Period;
  readonly back: number;
  readonly found: Statistics;
  readonly day: string | undefined;
  readonly look: (day: string | undefined) => void;
  readonly choose: (period: Period, back: number) => void;
  readonly showBook: (id: string, title: string) => void;
}

export function periodKeys(view: Pick<View, "period" | "back" | "choose">): TemplateResult {
  const { period, back, choose } = view;
  return html`<div class="periods">
    ${iconKey({ label: t(WORDS.earlier), icon: "back", press: () => choose(period, back + 1) })}
    ${iconKey({ label: t(WORDS.later), icon: "back", class: "later", press: () => choose(period, Math.max(0, back - 1)) })}
    ${segmented<Period>({
      label: t(WORDS.period),
      name: "period",
      value: period,
      options: (["week", "fortnight", "month", "year"] as const).map((value) => ({
        value,
        label: t(WORDS[value]),
      })),
      change: (value) => choose(value, 0),
    })}
  </div>`;
}

function figure(label: string, value: string): TemplateResult {
  return html`<div><dt>${label}</dt><dd class="num">${value}</dd></div>`;
}

export function numbers(view: View): TemplateResult {
  const { found, period } = view;
  // Days to come are no days without listening.
  const days = found.days.filter((day) => day.date <= found.today).length;
  const aDay = days ? found.listened_ms / days : 0;
  return html`<dl class="figures">
    ${figure(t(WORDS.listened), hoursAndMinutes(found.listened_ms))}
    ${figure(t(WORDS.aDay), hoursAndMinutes(aDay))}
    ${figure(t(WORDS.streak), count(found.current_streak, DAYS))}
    ${
      period === "year"
        ? html`${figure(t(WORDS.days), t(WORDS.daysOf, { n: found.days_listened, all: days }))}
          ${figure(t(WORDS.longest), count(found.longest_streak, DAYS))}
          ${figure(t(WORDS.finished), String(found.finished))}`
        : nothing
    }
  </dl>`;
}

interface Bar {
  readonly label: string;
  readonly said: string;
  readonly ms: number;
  readonly strong: boolean;
  readonly value?: string;
}

/** Bars with a line at `line` ms. A table says the same to who does not see them. */
function bars(name: string, all: readonly Bar[], line: number, every = 1): TemplateResult {
  const most = Math.max(line, ...all.map((bar) => bar.ms), 1);
  return html`<div class="bars" role="img" aria-label=${`${name}. ${all
    .filter((bar) => bar.ms > 0)
    .map((bar) => bar.said)
    .join("; ")}`}>
    ${
      line
        ? html`<span class="bars-field"><span class="bars-line" style=${css({ bottom: `${(line / most) * 100}%` })}><span>${t(WORDS.hour)}</span></span></span>`
        : nothing
    }
    ${all.map(
      (bar, at) => html`<span class="bar ${bar.strong ? "bar-strong" : ""}" title=${bar.said}>
        <span class="bar-room"><i style=${css({ height: `${(bar.ms / most) * 100}%` })}>${bar.value ? html`<b>${bar.value}</b>` : nothing}</i></span>
        <small class="num">${at % every === 0 ? bar.label : nothing}</small></span>`,
    )}
  </div>`;
}

export function dayBars(view: View): TemplateResult {
  const { found } = view;
  const all = found.days.map((day): Bar => {
    const time = hoursAndMinutes(day.ms);
    const today = day.date === found.today;
    return {
      label: String(Number(day.date.slice(8))),
      said: t(WORDS.dayValue, { day: dayTitle(day.date, found.today), time }),
      ms: day.ms,
      strong: today,
      ...(today ? { value: String(Math.floor(day.ms / 60_000)) } : {}),
    };
  });
  return bars(t(WORDS.perDay), all, HOUR_MS, all.length > 14 ? 5 : 1);
}

export function hourBars(view: View): TemplateResult {
  const { hours, zone } = view.found;
  const strong = [...hours].sort((a, b) => b - a)[2] ?? 0;
  const all = hours.map(
    (ms, hour): Bar => ({
      label: String(hour),
      said: t(WORDS.hourValue, { from: hour, to: hour + 1, time: hoursAndMinutes(ms) }),
      ms,
      strong: ms > 0 && ms >= strong,
    }),
  );
  return html`<section class="panel statistic" aria-labelledby="hours-title">
    <h2 id="hours-title" class="section">${t(WORDS.hours)}</h2><span class="zone">${zone}</span>
    ${bars(t(WORDS.hours), all, 0, 6)}
  </section>`;
}

/** The year by days, a column for each week that begins on Monday; arrow keys go from day to day. */
export function yearMap(view: View): TemplateResult {
  const { found, day, look } = view;
  const first = found.days[0];
  if (!first) return html``;
  const offset = (midnight(first.date).getDay() + 6) % 7;
  const shown = day ?? (found.days.some((one) => one.date === found.today) ? found.today : first.date);
  const value = found.days.find((one) => one.date === shown);
  const step = (ms: number) => STEPS.filter((minutes) => ms >= minutes * 60_000).length;
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 7, ArrowLeft: -7, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to =
      by === undefined ? undefined : found.days[found.days.findIndex((one) => one.date === shown) + by];
    if (!to) return;
    event.preventDefault();
    look(to.date);
  };
  return html`<p class="day-value" aria-live="polite">${
    value
      ? html`<b class="num">${hoursAndMinutes(value.ms)}</b> <span>${dayTitle(value.date, found.today)}</span>`
      : nothing
  }</p>
  <div class="year" role="slider" tabindex="0" aria-label=${t(WORDS.perDay)} aria-valuemin="0"
    aria-valuemax=${found.days.length - 1} aria-valuenow=${found.days.findIndex((one) => one.date === shown)}
    aria-valuetext=${value ? t(WORDS.dayValue, { day: dayTitle(value.date, found.today), time: hoursAndMinutes(value.ms) }) : nothing}
    @keydown=${move}>
    ${found.days.map(
      (
        one,
        at,
      ) => html`<i class="year-day step-${step(one.ms)} ${one.date > found.today ? "year-later" : ""} ${one.date === found.today ? "year-today" : ""} ${one.date === day ? "year-chosen" : ""}"
        style=${css(at === 0 ? { "grid-row": offset + 1 } : {})} @pointerenter=${() => look(one.date)} @click=${() => look(one.date)}></i>`,
    )}
  </div>
  <p class="year-legend" aria-hidden="true">0 ${[0, 1, 2, 3, 4].map((n) => html`<i class="year-day step-${n}"></i>`)} ${t(WORDS.moreMinutes)}</p>`;
}

export function monthBars(view: View): TemplateResult {
  const months = Array.from({ length: 12 }, () => 0);
  for (const day of view.found.days) {
    const month = Number(day.date.slice(5, 7)) - 1;
    months[month] = (months[month] ?? 0) + day.ms;
  }
  const year = Number(view.found.days[0]?.date.slice(0, 4));
  const all = months.map((ms, month): Bar => {
    const date = new Date(year, month, 1);
    const name = date.toLocaleDateString(locale(), { month: "long" });
    return {
      label: date.toLocaleDateString(locale(), { month: "short" }),
      said: t(WORDS.dayValue, { day: name, time: hoursAndMinutes(ms) }),
      ms,
      strong: view.found.today.startsWith(`${year}-${String(month + 1).padStart(2, "0")}`),
    };
  });
  return html`<section class="panel statistic" aria-labelledby="months-title">
    <h2 id="months-title" class="section">${t(WORDS.months)}</h2>${bars(t(WORDS.months), all, 0)}
  </section>`;
}

export function bookTotals(view: View): TemplateResult | typeof nothing {
  const { books } = view.found;
  const [first] = books;
  if (!first) return nothing;
  return html`<section class="panel statistic" aria-labelledby="books-title">
    <h2 id="books-title" class="section">${t(WORDS.books)}</h2>
    <ul class="book-totals">
      ${books.slice(0, 50).map(({ book, ms }) => {
        const title = shownTitle({ book_title: book.title, book_name: book.name });
        return html`<li><button type="button" class="book-total" @click=${() => view.showBook(book.id, title)}>
          ${artwork(title, book.artwork_url)}<span class="book-title"><bdi>${title}</bdi></span>
          <span class="share" aria-hidden="true"><i style=${css({ width: `${(ms / first.ms) * 100}%` })}></i></span>
          <span class="num">${hoursAndMinutes(ms)}</span></button></li>`;
      })}
    </ul>
  </section>`;
}
