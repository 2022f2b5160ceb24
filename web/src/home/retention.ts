import { client } from "../app/client";
import { locale, t } from "../i18n";
import { kindOf } from "../kinds/kinds";
import type { contract } from "../sdk";
import type { HomeRow } from "./feed";
import { ROOMS } from "./words";

const DAY_MS = 86_400_000;
/** How long before they are told. */
const BEFORE_MS = 14 * DAY_MS;

let days = 0;

/** Asks once how long sessions are kept that nobody uses; without an answer nothing is said. */
export async function loadRetention(): Promise<void> {
  const limits = client.request<contract.ServerLimits>("GET", "/api/limits");
  days = await limits.then((found) => found.retention_days).catch(() => 0);
}

/** The word that a session goes to the bin soon (D42), null when it does not. An opening that its row does not show makes the day later. */
export function retirement(row: HomeRow, now: number, kept = days): string | null {
  const ends = row.changed_at + kept * DAY_MS;
  const isConcerned = kept > 0 && row.role === "owner" && kindOf(row.kind)?.isRetained;
  if (!isConcerned || ends - now > BEFORE_MS) return null;
  const date = new Date(Math.max(ends, now)).toLocaleDateString(locale(), { day: "numeric", month: "long" });
  return t(ROOMS.goesToBin, { date });
}
