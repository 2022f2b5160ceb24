import { html } from "lit";
import { client } from "../app/client";
import { t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import type { contract } from "../sdk";
import { openDialog } from "../ui/dialog";
import { key } from "../ui/key";
import "./deleted.css";
import { when } from "./time";
import { VOICE } from "./words";

type Item = contract.DeletedItem;

function nameOf({ kind, session_name, title, number }: Item): string {
  if (kind === "session") return session_name;
  return kind === "recording" ? t(VOICE.recording, { n: number }) : title || t(VOICE.note);
}

function path({ kind, session_id, item_id }: Item, action: "restore" | "purge"): string {
  const where = kind === "session" ? "" : `/${kind}s/${item_id}`;
  if (action === "purge") return `/voicebot/deleted/${session_id}${where}`;
  return kind === "session"
    ? `/voicebot/deleted/${session_id}/restore`
    : `/voicebot/sessions/${session_id}${where}/restore`;
}

/** The user's deleted things, to restore or to delete for good. Answers whether something was restored. */
export async function deletedDialog(): Promise<boolean> {
  let items = (await client.request<contract.DeletedList>("GET", "/voicebot/deleted")).items;
  let [problem, hasChanged] = ["", false];
  const title = t(VOICE.deletedTitle);

  async function act(item: Item, action: "restore" | "purge", redraw: () => void): Promise<void> {
    try {
      await client.request(action === "restore" ? "POST" : "DELETE", path(item, action));
      items = items.filter((one) => one !== item);
      problem = "";
      hasChanged ||= action === "restore";
    } catch (error) {
      problem = errorSentence(error);
    }
    redraw();
  }

  await openDialog(title, (close, redraw) => {
    return html`<h2 class="dialog-title">${title}</h2>
      <div class="dialog-body">
        <p class="dialog-text">${t(items.length > 0 ? VOICE.deletedHint : VOICE.nothingDeleted)}</p>
        <ul class="voice-deleted">${items.map(
          (item) => html`<li>
            <p><strong>${nameOf(item)}</strong>
              <span class="voice-quiet">${[item.kind === "session" ? "" : item.session_name, when(item.deleted_at)].filter(Boolean).join(" · ")}</span></p>
            <p class="voice-deleted-keys">
              ${key({ label: t(VOICE.restore), size: "small", press: () => void act(item, "restore", redraw) })}
              ${key({ label: t(VOICE.purge), size: "small", kind: "danger", press: () => void act(item, "purge", redraw) })}
            </p>
          </li>`,
        )}</ul>
        ${problem ? html`<p class="voice-share-problem" role="alert">${problem}</p>` : ""}
      </div>
      <div class="dialog-keys">${key({ label: t(VOICE.close), press: () => close() })}</div>`;
  });
  return hasChanged;
}
