/** What a row's menu on the home page does. The home feed shows what becomes of the row. */

import { client } from "../app/client";
import { forgetOpened } from "../app/opened";
import { offerUndo } from "../bin/sessions";
import { t } from "../i18n";
import type { BinSeam } from "../kinds/seam";
import { PEOPLE } from "../people/words";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { confirmDialog } from "../ui/dialog";
import { type HomeRow, titleOf } from "./feed";

/** Deletes a session after the product's own question. */
export async function remove(row: HomeRow, bin: BinSeam): Promise<void> {
  const { said, ...question } = await bin.question(titleOf(row), row);
  if (!(await confirmDialog(question))) return;
  await attempt(async () => {
    forgetOpened(row.id); // before the home feed tells that it is gone
    await client.request("DELETE", `${bin.sessions}${row.id}`);
    offerUndo(bin.deleted, row.id, said, () => {});
  });
}

/** Gives up the role: the row goes, and the link alone decides what this user may do. */
export async function leave(row: HomeRow): Promise<void> {
  const question = { title: t(PEOPLE.leaveTitle), text: t(PEOPLE.leaveText), verb: t(PEOPLE.leaveVerb) };
  if (!(await confirmDialog(question))) return;
  await attempt(async () => {
    const { you }: contract.SessionPeople = await client.request("GET", `/api/people/${row.id}`);
    const body = { user_id: you.user_id, role: null, name: null };
    await client.request("POST", `/api/people/${row.id}/role`, { body });
    forgetOpened(row.id);
  });
}
