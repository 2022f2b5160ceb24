import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { dayAndTime, whole } from "../numbers";
import { LIST } from "../sessions/words";
import { placeOf } from "./subject";
import { BLOCKS } from "./words";

/** Lifts a block, and says so. */
export async function lift(block: contract.AdminBlock): Promise<void> {
  const path = `/admin/blocks/${encodeURIComponent(block.id)}`;
  if (await attempt(() => client.request("DELETE", path, { idempotent: false })))
    showToast({ text: t(BLOCKS.lifted), icon: "check" });
}

/** Who is blocked (AB3). */
@customElement("rt-admin-blocks")
export class AdminBlocks extends LitElement {
  @property({ attribute: false }) blocks: readonly contract.AdminBlock[] = [];
  @state() private busy = "";

  override createRenderRoot() {
    return this;
  }

  private async lift(block: contract.AdminBlock): Promise<void> {
    this.busy = block.id;
    await lift(block);
    this.busy = "";
  }

  private row(one: contract.AdminBlock): TemplateResult {
    const whom =
      one.way === "user"
        ? html`<a class="mono" href=${placeOf({ way: "user", value: one.value })}>${one.value}</a>`
        : html`<span class="mono">${one.value}</span> <span class="label">${t(BLOCKS.guests)}</span>`;
    return html`<tr><th scope="row">${whom}</th><td class="report-text"><bdi>${visible(one.reason)}</bdi></td>
      <td class="num-left">${one.until === 0 ? t(BLOCKS.ever) : dayAndTime(one.until)}</td>
      <td><bdi title=${one.by}>${visible(one.by_name)}</bdi> <span class="label num">${dayAndTime(one.at)}</span></td>
      <td>${key({ label: t(BLOCKS.lift), size: "small", of: one.value, busy: this.busy === one.id, press: () => void this.lift(one) })}</td></tr>`;
  }

  override render() {
    const heads = [BLOCKS.whom, BLOCKS.reason, BLOCKS.until, BLOCKS.by, LIST.actions];
    return html`<section class="panel" aria-labelledby="blocks">
      <div class="admin-panel-head"><h2 id="blocks">${t(BLOCKS.title)}</h2><output class="label num">${whole(this.blocks.length)}</output></div>
      ${
        this.blocks.length === 0
          ? html`<p class="admin-none">${t(BLOCKS.none)}</p>`
          : html`<div class="admin-scroll" tabindex="0" role="region" aria-labelledby="blocks"><table class="admin-table">
              <thead><tr>${heads.map((head) => html`<th scope="col">${t(head)}</th>`)}</tr></thead>
              <tbody>${this.blocks.map((one) => this.row(one))}</tbody></table></div>`
      }
    </section>`;
  }
}
