import { html, type TemplateResult } from "lit";
import { client } from "../app/client";
import { t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import { confirmDialog, openDialog } from "../ui/dialog";
import { key } from "../ui/key";
import { when } from "../ui/when";
import "./bin.css";
import { visible } from "../i18n/bidi";
import { BIN } from "./words";

/** Something in the bin (D13). */
export interface Deleted {
  readonly name: string;
  /** What it is or belongs to; may be empty. */
  readonly detail: string;
  /** ISO time. */
  readonly deletedAt: string;
  /** The address whose POST brings it back. */
  readonly restore: string;
  /** The address whose DELETE deletes it for good; null for one who may only bring it back. */
  readonly purge: string | null;
  /** What this browser notes when it is back. */
  readonly restored?: () => void;
}

/** What one has deleted, to bring back or to delete for good. Answers whether something came back. */
export async function deletedDialog(load: () => Promise<readonly Deleted[]>): Promise<boolean> {
  let items = await load();
  let [problem, hasChanged] = ["", false];
  const title = t(BIN.title);

  async function restore(item: Deleted): Promise<void> {
    await client.request("POST", item.restore);
    item.restored?.();
    hasChanged = true;
  }

  async function act(
    item: Deleted,
    change: (item: Deleted) => Promise<unknown>,
    redraw: () => void,
  ): Promise<void> {
    try {
      await change(item);
      items = items.filter((one) => one !== item);
      problem = "";
    } catch (error) {
      problem = errorSentence(error);
    }
    redraw();
  }

  async function purge(item: Deleted, address: string, redraw: () => void): Promise<void> {
    const { name } = item;
    const question = { title: t(BIN.purgeTitle, { name }), text: t(BIN.purgeText), verb: t(BIN.purge) };
    if (await confirmDialog(question)) await act(item, () => client.request("DELETE", address), redraw);
  }

  function row(item: Deleted, redraw: () => void): TemplateResult {
    const { name, purge: address } = item;
    return html`<li>
      <p><strong><bdi>${visible(name)}</bdi></strong>
        <span class="bin-detail">${item.detail ? html`<bdi>${visible(item.detail)}</bdi> · ` : ""}${when(item.deletedAt)}</span></p>
      <p class="bin-keys">
        ${key({ label: t(BIN.restore), of: name, size: "small", press: () => void act(item, restore, redraw) })}
        ${address === null ? "" : key({ label: t(BIN.purge), of: name, size: "small", kind: "danger", press: () => void purge(item, address, redraw) })}
      </p>
    </li>`;
  }

  await openDialog(
    title,
    (close, redraw) => html`<h2 class="dialog-title">${title}</h2>
      <div class="dialog-body">
        <p class="dialog-text">${t(items.length > 0 ? BIN.hint : BIN.empty)}</p>
        <ul class="bin-list">${items.map((item) => row(item, redraw))}</ul>
        ${problem ? html`<p class="bin-problem" role="alert">${problem}</p>` : ""}
      </div>
      <div class="dialog-keys">${key({ label: t(BIN.close), press: () => close() })}</div>`,
  );
  return hasChanged;
}
