import { locale, t } from "../../i18n";
import type { JamRecording } from "../../sdk/contract";
import { WORDS } from "../words";

/** The name of a recording; for one without a name, the time at which it was made. */
export function soundName(item: Pick<JamRecording, "name" | "at">): string {
  if (item.name) return item.name;
  const when = item.at ? new Date(item.at) : null;
  const time = when?.toLocaleString(locale(), { weekday: "long", hour: "2-digit", minute: "2-digit" });
  return time ? t(WORDS.recordedAt, { time }) : t(WORDS.recordDefault);
}
