import { t } from "../i18n";
import { kindOf, kinds } from "../kinds/kinds";
import { when } from "../ui/when";
import type { HomeRow } from "./feed";
import { ROOMS } from "./words";

/** A kind of session, or one of the two filters beside the kinds. */
export const FILTERS: readonly string[] = ["all", ...kinds.map((one) => one.kind), "shared"];

const HOUR_MS = 3_600_000;

/** The page of a session for this user's role there. */
export function hrefOf(row: HomeRow): string {
  return kindOf(row.kind)?.page(row.id, row.role) ?? "/";
}

/** Whether something goes on in a session, or is paused for less than an hour. */
export function isLive(row: HomeRow, now: number): boolean {
  const { state } = row;
  if (state === "paused") return now - row.changed_at < HOUR_MS;
  return kindOf(row.kind)?.row.live.includes(state ?? "") ?? false;
}

export function fits(row: HomeRow, filter: string): boolean {
  return filter === "all" || (filter === "shared" ? row.role !== "owner" : row.kind === filter);
}

/** What a row says below its title. */
export function factsOf(row: HomeRow): string {
  const said = [...(kindOf(row.kind)?.row.facts?.(row) ?? [])];
  if (row.role !== "owner")
    said.push(row.by_name ? t(ROOMS.sharedBy, { name: row.by_name }) : t(ROOMS.shared));
  return [...said, when(row.changed_at)].filter(Boolean).join(" · ");
}
