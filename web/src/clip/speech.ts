import { count, t } from "../i18n";
import { HOURS, MINUTES, SECONDS } from "./words";

/** A timecode for screen readers: `42 minutes 15 seconds`. Parts that are zero are left out. */
export function spokenTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  if (whole >= 3600) parts.push(count(Math.floor(whole / 3600), HOURS));
  if (whole % 3600 >= 60) parts.push(count(Math.floor((whole % 3600) / 60), MINUTES));
  if (whole % 60 > 0 || parts.length === 0) parts.push(count(whole % 60, SECONDS));
  return parts.join(" ");
}

const SHORT = {
  hours: { en: "{h} h {m} min", ru: "{h} ч {m} мин" },
  minutes: { en: "{m} min", ru: "{m} мин" },
  seconds: { en: "{s} s", ru: "{s} с" },
};

/** A length for a label: `1 h 54 min`, `8 min`; under a minute `42 s`. */
export function shortLength(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  if (whole < 60) return t(SHORT.seconds, { s: whole });
  const minutes = Math.floor(whole / 60);
  const values = { h: Math.floor(minutes / 60), m: minutes % 60 };
  return t(minutes >= 60 ? SHORT.hours : SHORT.minutes, values);
}
