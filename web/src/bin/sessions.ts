/** The deleted sessions of a product of which only whole sessions are deleted. */

import { client } from "../app/client";
import { t } from "../i18n";
import type { BinSeam } from "../kinds/seam";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { showToast } from "../ui/toast";
import type { Deleted } from "./dialog";
import { BIN } from "./words";

/** `deleted` and `restored` as in the seam of the bin. */
export async function deletedSessions(
  deleted: string,
  detail: string,
  restored?: BinSeam["restored"],
): Promise<Deleted[]> {
  const list = await client.request<contract.DeletedSessionList>("GET", deleted);
  return list.items.map(({ session_id, title, deleted_at }) => ({
    name: title || t(BIN.untitled),
    detail,
    deletedAt: deleted_at,
    restore: `${deleted}/${session_id}/restore`,
    purge: `${deleted}/${session_id}`,
    restored: () => restored?.(session_id, title),
  }));
}

/** After a session was deleted: says so, and offers to bring it back. */
export function offerUndo(deleted: string, id: string, said: string, restored: () => void): void {
  const press = (): void =>
    void attempt(async () => {
      await client.request("POST", `${deleted}/${encodeURIComponent(id)}/restore`);
      restored();
    });
  showToast({ text: said, icon: "check", action: { label: t(BIN.undo), press } });
}
