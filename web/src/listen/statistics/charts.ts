import { html, nothing, type TemplateResult } from "lit";
import { locale, t } from "../../i18n";
import type { contract } from "../../sdk";
import { css } from "../../ui/css";
import { dayTitle, hoursAndMinutes, midnight, shortMonth } from "../time";
import type { Statistics } from "./period";
import { STATISTICS as WORDS } from "./words";
import "./charts.css";

const HOUR_MS = 3_600_000;

interface Bar {
  readonly label: string;
  readonly said: string;
  readonly ms: number;
  readonly strong: boolean;
  readonly value?: string;
}

/** Bars with a line at `line` ms. Their label says the same in words. */
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
        <small class="num">${isNamed(at, all.length, every) ? bar.label : nothing}</small></span>`,
    )}
  </div>`;
}

/** Each bar that counts has its name, but for one so near the end that it would not fit. */
function isNamed(at: number, count: number, every: number): boolean {
  return at % every === 0 && (every === 1 || at < count - every / 3);
}

export function dayBars(found: Statistics): TemplateResult {
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

/** The hours in which most was heard, those that follow each other as one: `22:00–24:00, 8:00–9:00`. */
export function mainHours(hours: readonly number[]): string {
  const third = [...hours].sort((a, b) => b - a)[2] ?? 0;
  const runs: { from: number; to: number; ms: number }[] = [];
  for (const [hour, ms] of hours.entries()) {
    const last = runs.at(-1);
    if (ms === 0 || ms < third) continue;
    if (last?.to === hour) Object.assign(last, { to: hour + 1, ms: last.ms + ms });
    else runs.push({ from: hour, to: hour + 1, ms });
  }
  const most = runs.sort((a, b) => b.ms - a.ms).slice(0, 3);
  return most.map(({ from, to }) => `${from}:00–${to}:00`).join(", ");
}

export function hourBars({ hours, zone }: Statistics): TemplateResult {
  const third = [...hours].sort((a, b) => b - a)[2] ?? 0;
  const all = hours.map(
    (ms, hour): Bar => ({
      label: String(hour),
      said: t(WORDS.hourValue, { from: hour, to: hour + 1, time: hoursAndMinutes(ms) }),
      ms,
      strong: ms > 0 && ms >= third,
    }),
  );
  const most = mainHours(hours);
  return html`<section class="panel statistic statistic-hours" aria-labelledby="hours-title">
    <h2 id="hours-title" class="section">${t(WORDS.hours)}</h2><span class="zone">${zone}</span>
    ${bars(t(WORDS.hours), all, 0, 6)}
    ${most ? html`<p class="truth">${t(WORDS.mostly, { hours: most })}</p>` : nothing}
  </section>`;
}

export interface Week {
  /** Its first day within the period. */
  readonly first: string;
  readonly last: string;
  readonly ms: number;
}

/** The weeks of a period, from Monday on; the first and the last one may be cut off. */
export function weeksOf(days: readonly contract.Day[]): Week[] {
  const weeks: Week[] = [];
  for (const { date, ms } of days) {
    const week = weeks.at(-1);
    if (!week || midnight(date).getDay() === 1) weeks.push({ first: date, last: date, ms });
    else weeks[weeks.length - 1] = { ...week, last: date, ms: week.ms + ms };
  }
  return weeks;
}

export function weekBars(found: Statistics): TemplateResult {
  const weeks = weeksOf(found.days);
  const all = weeks.map(
    ({ first, last, ms }): Bar => ({
      label: dayAndMonth(first),
      said: t(WORDS.dayValue, {
        day: `${dayAndMonth(first)} – ${dayAndMonth(last)}`,
        time: hoursAndMinutes(ms),
      }),
      ms,
      strong: first <= found.today && found.today <= last,
      ...(weeks.length <= 6 && ms > 0 ? { value: hoursAndMinutes(ms) } : {}),
    }),
  );
  return html`<section class="panel statistic statistic-weeks" aria-labelledby="weeks-title">
    <h2 id="weeks-title" class="section">${t(WORDS.weeks)}</h2>${bars(t(WORDS.weeks), all, 0, weeks.length > 6 ? 13 : 1)}
  </section>`;
}

function dayAndMonth(day: string): string {
  return midnight(day).toLocaleDateString(locale(), { day: "numeric", month: "short" });
}

export function monthBars(found: Statistics): TemplateResult {
  const months = Array.from({ length: 12 }, () => 0);
  for (const day of found.days) {
    const month = Number(day.date.slice(5, 7)) - 1;
    months[month] = (months[month] ?? 0) + day.ms;
  }
  const year = Number(found.days[0]?.date.slice(0, 4));
  const all = months.map((ms, month): Bar => {
    const date = new Date(year, month, 1);
    const name = date.toLocaleDateString(locale(), { month: "long" });
    return {
      label: shortMonth(date),
      said: t(WORDS.dayValue, { day: name, time: hoursAndMinutes(ms) }),
      ms,
      strong: found.today.startsWith(`${year}-${String(month + 1).padStart(2, "0")}`),
      ...(ms >= HOUR_MS / 2 ? { value: String(Math.round(ms / HOUR_MS)) } : {}),
    };
  });
  return html`<section class="panel statistic statistic-months" aria-labelledby="months-title">
    <h2 id="months-title" class="section">${t(WORDS.months)}</h2><span class="zone">${t(WORDS.inHours)}</span>${bars(t(WORDS.months), all, 0)}
  </section>`;
}
