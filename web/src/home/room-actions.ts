/** What a row's menu on the home page does. The home feed shows what becomes of the row. */

import { client } from "../app/client";
import { offerUndo } from "../bin/sessions";
import { LIST } from "../clip/list/words";
import { count, type Phrase, t } from "../i18n";
import { rememberJam } from "../jam/opening/recent";
import { WORDS as JAM } from "../jam/words";
import { PEOPLE } from "../people/words";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { confirmDialog, type Question } from "../ui/dialog";
import { VOICE } from "../voice/words";
import { titleOf } from "./facts";
import type { HomeRow } from "./feed";
import { LOST_TAPS } from "./words";

type Kept = Exclude<HomeRow["kind"], "listening">;

interface Deletion {
  readonly path: string;
  readonly product: "clips" | "jam" | "voice";
  readonly question: (row: HomeRow) => Question;
  readonly said: Phrase;
}

/** As the product's own page asks and says it. */
const DELETIONS: Record<Kept, Deletion> = {
  jam: {
    path: "/api/sessions/",
    product: "jam",
    question: (row) => ({
      title: t(JAM.deleteTitle, { name: titleOf(row) }),
      text: t(JAM.deleteText),
      verb: t(JAM.deleteVerb),
    }),
    said: JAM.deletedToast,
  },
  clip: {
    path: "/api/clip-sessions/",
    product: "clips",
    question: (row) => ({
      title: t(LIST.deleteTitle, { title: titleOf(row) }),
      text: count((row.facts as contract.ClipFacts).taps ?? 0, LOST_TAPS),
      verb: t(LIST.deleteVerb),
    }),
    said: LIST.deleted,
  },
  voice: {
    path: "/voicebot/sessions/",
    product: "voice",
    question: (row) => ({
      title: t(VOICE.deleteSessionTitle),
      text: t(VOICE.deleteSessionText, { name: titleOf(row) }),
      verb: t(VOICE.deleteVerb),
    }),
    said: VOICE.sessionDeleted,
  },
};

export async function remove(row: HomeRow): Promise<void> {
  const deletion = DELETIONS[row.kind as Kept];
  if (!(await confirmDialog(deletion.question(row)))) return;
  await attempt(async () => {
    await client.request("DELETE", `${deletion.path}${row.id}`);
    forget(row);
    offerUndo(deletion.product, row.id, t(deletion.said), () => {});
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
    forget(row);
  });
}

/** Whoever takes a jam off their home does not want it among those that were opened here. */
function forget(row: HomeRow): void {
  if (row.kind === "jam") rememberJam(row.id, null, true);
}
