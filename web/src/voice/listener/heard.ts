import { count, t } from "../../i18n";
import type { contract } from "../../sdk";
import { HEARD, LISTENERS } from "../words";

/** Who records, how many listen, and who may. */
export function heardLine(session: contract.VoiceSession, listeners: number): string {
  const name = session.recorder_name;
  return [
    name ? t(HEARD.records, { name }) : "",
    listeners > 0 ? count(listeners, LISTENERS) : "",
    t(session.live_listening ? HEARD.anybody : HEARD.off),
  ]
    .filter(Boolean)
    .join(" · ");
}
