import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { client } from "../app/client";
import { t } from "../i18n";
import { reference } from "../i18n/errors";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { confirmDialog } from "../ui/dialog";
import { icon } from "../ui/icons";
import { key } from "../ui/key";
import { emptyState, errorState, loading } from "../ui/states";
import { showToast } from "../ui/toast";
import { keyDialog, type Made } from "./form";
import "./made";
import { endedRow, keyRow } from "./row";
import { KEYS } from "./words";

/** One's keys for scripts. */
@customElement("rt-key-list")
export class KeyList extends LitElement {
  @state() private list: contract.ScriptKeyList | undefined;
  @state() private error: unknown;
  @state() private made: Made | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    this.error = undefined;
    try {
      await client.ensureUser();
      this.list = await client.request("GET", "/api/keys");
    } catch (error) {
      this.error = error;
    }
  }

  async startNew(): Promise<void> {
    const made = await keyDialog();
    if (!made) return;
    this.made = made;
    await this.load();
    this.querySelector("rt-made-key")?.scrollIntoView({ block: "nearest" });
  }

  private async revoke(one: contract.ScriptKeyView): Promise<void> {
    const sure = await confirmDialog({
      title: t(KEYS.revokeTitle, { name: one.name }),
      text: t(KEYS.revokeText),
      verb: t(KEYS.revoke),
    });
    if (!sure) return;
    if (await attempt(() => client.request("DELETE", `/api/keys/${one.id}`)))
      showToast({ text: t(KEYS.revoked), icon: "check" });
    if (this.made?.made.id === one.id) this.made = undefined;
    await this.load();
  }

  private rows({ keys }: contract.ScriptKeyList): TemplateResult {
    const work = keys.filter((one) => one.ended_at === null);
    const ended = keys.filter((one) => one.ended_at !== null);
    return html`${
      work.length === 0
        ? emptyState(t(KEYS.none), t(KEYS.noneHelp))
        : html`<ul class="key-rows">${repeat(
            work,
            (one) => one.id,
            (one) => keyRow(one, one.id === this.made?.made.id, () => void this.revoke(one)),
          )}</ul>`
    }${
      ended.length === 0
        ? nothing
        : html`<details class="key-ended"><summary>${icon("down")}${t(KEYS.ended)} <span class="num">${ended.length}</span></summary>
            <ul class="key-rows">${ended.map(endedRow)}</ul></details>`
    }`;
  }

  override render() {
    const { list } = this;
    const works = list?.keys.filter((one) => one.ended_at === null).length ?? 0;
    const isFull = list !== undefined && works >= list.most;
    return html`<section class="panel" aria-labelledby="keys-title">
      <div class="keys-head"><h2 id="keys-title" class="section">${t(KEYS.keys)}
          <span class="keys-count num" ?inert=${!list}>${t(KEYS.of, { n: works, most: list?.most ?? 20 })}</span></h2>
        ${key({
          label: t(KEYS.newKey),
          icon: "plus",
          shortcut: "N",
          reason: isFull ? t(KEYS.full, { most: list.most }) : undefined,
          press: () => void this.startNew(),
        })}</div>
      ${this.made ? html`<rt-made-key .made=${this.made.made} .name=${this.made.name}></rt-made-key>` : nothing}
      ${
        list
          ? this.rows(list)
          : this.error === undefined
            ? loading(html`<div class="keys-bones"></div>`)
            : errorState(t(KEYS.failed), () => void this.load(), reference(this.error))
      }
    </section>`;
  }
}
