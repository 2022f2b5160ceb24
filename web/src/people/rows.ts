import { client } from "../app/client";
import { t } from "../i18n";
import type { RoleName } from "../kinds/seam";
import type { SessionPeople } from "./watch";
import { PEOPLE } from "./words";

/** Somebody who looks at the session now. */
export interface Present {
  readonly id: string;
  readonly name: string;
  readonly place?: string;
  readonly playing?: boolean;
}

export interface Row extends Present {
  readonly role: RoleName | "banned" | null;
}

/** Who owns the session when this user leaves: another owner, or the co-owner of longest standing (PE14). */
export function heirOf(user: string, people: SessionPeople): SessionPeople["members"][number] | undefined {
  const others = people.members.filter((one) => one.user_id !== user);
  const first = others
    .filter((one) => one.role === "co-owner")
    .sort((one, other) => (one.since ?? 0) - (other.since ?? 0) || (one.user_id < other.user_id ? -1 : 1));
  return others.find((one) => one.role === "owner") ?? first[0];
}

/** Everybody of the session, each once. `present`: who looks at it now, where the page knows. */
export function rowsOf(
  people: SessionPeople,
  present: readonly Present[] | undefined,
): { here: Row[]; away: Row[]; removed: Row[] } {
  const members = new Map(people.members.map((one) => [one.user_id, one]));
  const you = { id: people.you.user_id, name: client.user?.name ?? "" };
  const all = [you, ...(present ?? []).filter((one) => one.id !== you.id)];
  const shown = present || members.has(you.id) ? all : [];
  const here = shown.map((one) => ({ ...one, role: members.get(one.id)?.role ?? null }));
  const names = new Map(all.map((one) => [one.id, one.name]));
  const others = people.members
    .filter((one) => !here.some((row) => row.id === one.user_id))
    .map((one) => ({
      id: one.user_id,
      name: one.name ?? names.get(one.user_id) ?? t(PEOPLE.nameless),
      role: one.role,
    }));
  return {
    here: here.map((row) => ({ ...row, name: row.name || t(PEOPLE.nameless) })),
    away: others.filter((row) => row.role !== "banned"),
    removed: others.filter((row) => row.role === "banned"),
  };
}
