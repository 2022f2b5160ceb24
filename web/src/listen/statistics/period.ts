import { client } from "../../app/client";
import { locale, t } from "../../i18n";
import type { contract } from "../../sdk";
import { dayOf, daysLater, midnight, ownZone } from "../time";
import { STATISTICS as WORDS } from "./words";

export type Statistics = contract.Statistics;
export type Period = "week" | "fortnight" | "month" | "year";

const LENGTHS = { week: 7, fortnight: 14, month: 30 };

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

/** What a period is called: a year by its number, any other one by its days. */
export function periodTitle(period: Period, back: number, now: Date = new Date()): string {
  if (period === "year") {
    const year = now.getFullYear() - back;
    return t(back === 0 ? WORDS.soFar : WORDS.wholeYear, { year });
  }
  const { first, last } = rangeOf(period, back, now);
  const named = new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    ...(last.slice(0, 4) === String(now.getFullYear()) ? {} : { year: "numeric" }),
  });
  return named.formatRange(midnight(first), midnight(last));
}
