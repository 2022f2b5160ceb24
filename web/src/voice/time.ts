import { locale } from "../i18n";

/** `0:43`, `12:47`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${String(s).padStart(2, "0")}`;
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${tail}` : `${m}:${tail}`;
}

/** The time of the day of an ISO time. */
export function timeOfDay(iso: string): string {
  return new Date(iso).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
}

/** The name of a session without a name: `Sunday 07:44`, `Воскресенье 07:44`. */
export function nameOf(at: Date | string): string {
  const date = new Date(at);
  const day = date.toLocaleDateString(locale(), { weekday: "long" });
  const time = date.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false });
  return `${day.charAt(0).toLocaleUpperCase(locale())}${day.slice(1)} ${time}`;
}
