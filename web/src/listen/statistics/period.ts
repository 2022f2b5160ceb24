import { client } from "../../app/client";
import type { contract } from "../../sdk";
import { dayOf, daysLater, ownZone } from "../time";

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
