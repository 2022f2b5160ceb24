import type { contract } from "../../sdk";

export const PATH = "/admin/abuse";

/** Whom or what admins search for. */
export interface Subject {
  readonly way: "user" | "address";
  readonly value: string;
}

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]{0,4}(:[\da-f]{0,4}){2,7}(\.\d{1,3}){0,3})$/i;

/** What was typed, or undefined when it can be neither an id nor an address. */
export function subjectOf(typed: string): Subject | undefined {
  const value = typed.trim();
  if (value === "" || /\s/.test(value)) return undefined;
  return { way: ADDRESS.test(value) ? "address" : "user", value };
}

/** The page that shows what they made. */
export function placeOf({ way, value }: Subject): string {
  return `${PATH}?${new URLSearchParams({ [way]: value })}`;
}

/** What the address of the page names. */
export function askedSubject(search: string): Subject | undefined {
  const asked = new URLSearchParams(search);
  for (const way of ["user", "address"] as const) {
    const value = asked.get(way);
    if (value) return { way, value };
  }
  return undefined;
}

/** The block of a subject, or of an identity of theirs. */
export function blockOf(
  subject: Subject,
  found: Pick<contract.AbuseFound, "users" | "address">,
  blocks: readonly contract.AdminBlock[],
): contract.AdminBlock | undefined {
  const ids = new Set([...found.users, subject.value]);
  return blocks.find((one) =>
    subject.way === "user"
      ? one.way === "user" && (ids.has(one.value) || one.users.some((id) => ids.has(id)))
      : one.way === "network" && one.value === found.address,
  );
}
