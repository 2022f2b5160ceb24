import { html, nothing, type TemplateResult } from "lit";
import { locale, t } from "../../i18n";
import { css } from "../../ui/css";
import { dayTitle, hoursAndMinutes } from "../time";
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

export function hourBars({ hours, zone }: Statistics): TemplateResult {
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
      label: date.toLocaleDateString(locale(), { month: "short" }),
      said: t(WORDS.dayValue, { day: name, time: hoursAndMinutes(ms) }),
      ms,
      strong: found.today.startsWith(`${year}-${String(month + 1).padStart(2, "0")}`),
    };
  });
  return html`<section class="panel statistic" aria-labelledby="months-title">
    <h2 id="months-title" class="section">${t(WORDS.months)}</h2>${bars(t(WORDS.months), all, 0)}
  </section>`;
}
