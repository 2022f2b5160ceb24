import { client } from "../../app/client";
import { t } from "../../i18n";
import { confirmDialog } from "../../ui/dialog";
import { bytes, whole } from "../numbers";
import type { Row } from "./listing";
import { LIST } from "./words";

/** Asks before sessions go to the bin of admins. */
export async function confirmTakeDown(rows: readonly Row[]): Promise<boolean> {
  const [first] = rows;
  if (!first) return false;
  const name = first.name || t(LIST.untitled);
  return confirmDialog(
    rows.length === 1
      ? {
          title: t(LIST.askOne),
          text: t(LIST.askOneText, { name, size: bytes(first.sizeBytes) }),
          verb: t(LIST.remove),
        }
      : {
          title: t(LIST.askMany, { n: whole(rows.length) }),
          text: t(LIST.askManyText),
          verb: t(LIST.remove),
        },
  );
}

/** Brings sessions back from the bin of admins. */
export async function restore(ids: readonly string[]): Promise<void> {
  for (const id of ids) await client.request("POST", `/admin/sessions/${id}/restore`, { idempotent: true });
}
