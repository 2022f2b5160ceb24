import { locale } from "../i18n";

/** Today, yesterday or the date, with the time. */
export function when(at: number | string): string {
  const date = new Date(at);
  const time = timeOfDay(at);
  const days = Math.round((startOfDay(date) - startOfDay(new Date())) / 86_400_000);
  if (days < -1) {
    return `${date.toLocaleDateString(locale(), { day: "numeric", month: "short" })}, ${time}`;
  }
  return `${new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(days, "day")}, ${time}`;
}

/** The hour and the minute. */
export function timeOfDay(at: number | string): string {
  return new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
