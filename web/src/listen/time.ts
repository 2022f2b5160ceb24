import { language, locale } from "../i18n";

/** `m:ss`, from an hour on `h:mm:ss`; less than nothing is nothing (I17). */
export function formatTime(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The row's last line, `Jan 28 at 3:15 PM · 45:00` (I16). */
export function metaLine(startedAt: number, durationMs: number, zone?: string): string {
  const russian = language() === "ru";
  const form = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(russian ? "ru" : "en-US", { ...options, ...(zone ? { timeZone: zone } : {}) })
      .format(startedAt)
      .replace(/\u202f/g, " ");
  const day = form({ month: "short", day: "numeric" });
  const time = form({ hour: "numeric", minute: "2-digit" });
  return `${day} ${russian ? "в" : "at"} ${time} · ${formatTime(durationMs)}`;
}

const UNITS = { en: { h: "h", m: "min" }, ru: { h: "ч", m: "мин" } };

/** `1 h 12 min`; whole minutes, so that a second never changes a layout. */
export function hoursAndMinutes(ms: number): string {
  const { h, m } = UNITS[language()];
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  return minutes < 60 ? `${minutes} ${m}` : `${Math.floor(minutes / 60)} ${h} ${minutes % 60} ${m}`;
}

/** The user's time zone, by its name. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** A day of the user's own calendar, as `2026-01-28`. */
export function dayOf(at: number | Date): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first instant of a day, `shift` days later. */
export function midnight(day: string, shift = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + shift);
}

export function daysLater(day: string, shift: number): string {
  return dayOf(midnight(day, shift));
}

/** `Monday, Jan 26`; the year where it is another one. */
export function dayTitle(day: string, today: string): string {
  return midnight(day).toLocaleDateString(locale(), {
    weekday: "long",
    day: "numeric",
    month: "short",
    ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: "numeric" }),
  });
}

/** `Jan`, `янв`: three letters, so that twelve of them fit under a chart in every language. */
export function shortMonth(date: Date): string {
  return date.toLocaleDateString(locale(), { month: "long" }).slice(0, 3);
}
