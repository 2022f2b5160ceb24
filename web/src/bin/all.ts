import { client } from "../app/client";
import { t } from "../i18n";
import { kinds } from "../kinds/kinds";
import type { Deleted } from "./dialog";
import { deletedSessions } from "./sessions";

/** Everything that one has deleted, the newest first. */
export async function allDeleted(): Promise<Deleted[]> {
  await client.ensureUser();
  const all = await Promise.all(
    kinds.map(({ bin, title }) =>
      bin ? (bin.list?.() ?? deletedSessions(bin.deleted, t(title), bin.restored)) : [],
    ),
  );
  return all.flat().sort((a, b) => b.deletedAt.localeCompare(a.deletedAt));
}
