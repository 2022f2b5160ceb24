import { html, type TemplateResult } from "lit";
import { client } from "../app/client";
import { navigate } from "../app/router";
import { BIN } from "../bin/words";
import { t } from "../i18n";
import { reference } from "../i18n/errors";
import { notFoundContent } from "../notfound/content";
import { PEOPLE } from "../people/words";
import { attempt } from "../ui/attempt";
import { key } from "../ui/key";
import { emptyState, errorState } from "../ui/states";
import { GONE } from "./gone-words";
import type { JamSession } from "./session";
import { WORDS } from "./words";

/** What stands in the place of a jam that cannot be shown, or not any more. */
export function gone(session: JamSession): TemplateResult {
  return html`<rt-header></rt-header><main id="content" tabindex="-1" class=${PLACE[session.status] ?? "page"}>${content(session)}</main>`;
}

const PLACE: Readonly<Record<string, string>> = { missing: "", deleted: "page jam-deleted" };

function content(session: JamSession): TemplateResult {
  switch (session.status) {
    case "missing":
      return notFoundContent(location.pathname, "/s");
    case "private":
      // It was here: closed to all, or this user was removed. The refusal does not say which.
      return session.info
        ? emptyState(t(PEOPLE.noLonger), t(PEOPLE.noLongerHelp), undefined, true)
        : emptyState(t(WORDS.privateSession), t(WORDS.privateHelp), undefined, true);
    case "deleted":
      return emptyState(
        t(GONE.deleted),
        session.info ? t(GONE.deletedHelp) : undefined,
        html`${session.isOwner ? key({ label: t(BIN.restore), kind: "primary", press: () => void bringBack(session) }) : ""}
          ${session.info ? key({ label: t(GONE.saveAsNew), kind: session.isOwner ? undefined : "primary", press: () => void saveAsNew(session) }) : ""}
          ${key({ label: t(WORDS.home), press: () => navigate("/") })}`,
      );
    default:
      return errorState(t(GONE.failed), () => location.reload(), reference(session.error));
  }
}

async function saveAsNew(session: JamSession): Promise<void> {
  await attempt(async () => navigate((await session.saveAsNew()).url));
}

async function bringBack(session: JamSession): Promise<void> {
  await attempt(async () => {
    await client.request("POST", `/api/deleted/sessions/${session.id}/restore`);
    location.reload();
  });
}
