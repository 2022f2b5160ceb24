import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { reference } from "../../i18n/errors";
import { kindWord } from "../../kinds/kinds";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { desk } from "../desk/desk";
import { DELETED } from "../desk/words";
import { day, dayAndTime } from "../numbers";
import { restore } from "../sessions/take-down";
import { AUDIT, LIST } from "../sessions/words";

type Deleted = contract.DeletedByAdmin;

/** The bin of admins: what they deleted within 30 days, and bring back (D13). It follows the desk. */
@customElement("rt-admin-bin")
export class AdminBin extends LitElement {
  @state() private rows: readonly Deleted[] | undefined;
  @state() private next: string | null = null;
  @state() private error: unknown;
  @state() private busy = "";
  /** Only the answer to the newest question is shown. */
  private turn = 0;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    desk.addEventListener("deleted", this.reload);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    desk.removeEventListener("deleted", this.reload);
  }

  private readonly reload = (): void => void this.load();

  private async load(): Promise<void> {
    const turn = ++this.turn;
    try {
      const found = await client.request("GET", "/admin/deleted");
      if (turn !== this.turn) return;
      this.rows = found.items;
      this.next = found.next_cursor;
      this.error = undefined;
    } catch (error) {
      if (turn === this.turn) this.error = error;
    }
  }

  private async older(cursor: string): Promise<void> {
    const turn = ++this.turn;
    this.busy = "older";
    await attempt(async () => {
      const found = await client.request("GET", "/admin/deleted", { query: { cursor } });
      if (turn !== this.turn) return;
      this.rows = [...(this.rows ?? []), ...found.items];
      this.next = found.next_cursor;
    });
    this.busy = "";
  }

  private async bringBack(row: Deleted): Promise<void> {
    this.busy = row.id;
    if (await attempt(() => restore([row.id]))) showToast({ text: t(DELETED.restored), icon: "check" });
    this.busy = "";
    await this.load();
  }

  private row(one: Deleted): TemplateResult {
    const name = one.title || t(LIST.untitled);
    return html`<tr><th scope="row"><bdi class="deleted-name">${visible(name)}</bdi><span class="label mono">${one.id.slice(0, 8)}…</span></th>
      <td>${kindWord(one.kind)}</td><td class="num-left">${dayAndTime(one.deleted_at)}</td>
      <td class="num-left">${day(one.gone_at)}</td><td class="mono">${one.by}</td>
      <td>${key({ label: t(DELETED.restore), size: "small", of: name, busy: this.busy === one.id, press: () => void this.bringBack(one) })}</td></tr>`;
  }

  private table(rows: readonly Deleted[]): TemplateResult {
    const { next } = this;
    const heads = [LIST.name, LIST.kind, DELETED.at, DELETED.gone, DELETED.by, LIST.actions];
    return html`<div class="panel"><div class="admin-scroll" tabindex="0" role="region" aria-label=${t(DELETED.title)}><table class="admin-table">
      <thead><tr>${heads.map((head) => html`<th scope="col">${t(head)}</th>`)}</tr></thead>
      <tbody>${rows.map((one) => this.row(one))}</tbody></table></div>
      ${next ? html`<p class="admin-more">${key({ label: t(AUDIT.older), busy: this.busy === "older", press: () => void this.older(next) })}</p>` : nothing}</div>`;
  }

  override render() {
    const { rows } = this;
    const content =
      this.error !== undefined
        ? html`<div class="panel">${errorState(t(DELETED.failed), () => void this.load(), reference(this.error))}</div>`
        : !rows
          ? loading(html`<div class="panel admin-bones"></div>`)
          : rows.length === 0
            ? html`<div class="panel">${emptyState(t(DELETED.none))}</div>`
            : this.table(rows);
    return html`<div class="admin-head"><h1 class="admin-title">${t(DELETED.title)}</h1></div>
      <p class="label">${t(DELETED.help)}</p>${content}`;
  }
}
