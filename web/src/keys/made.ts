import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../i18n";
import { visible } from "../i18n/bidi";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { copyText } from "../ui/clipboard";
import { icon } from "../ui/icons";
import { key } from "../ui/key";
import "../ui/qr";
import { client } from "../app/client";
import { segmented } from "../ui/segmented";
import { shareable } from "../ui/shareable";
import { showToast } from "../ui/toast";
import "./keys.css";
import { KEYS } from "./words";

type Form = "address" | "curl" | "deck" | "phone";

/** A key that was made just now: its text, or its one-press address with a QR code and lines for the programs that use it. */
@customElement("rt-made-key")
export class MadeKey extends LitElement {
  @property({ attribute: false }) made: contract.MadeKey | undefined;
  @property() name = "";
  /** The secret of a webhook instead of a key. */
  @property() secret = "";
  @state() private form: Form = "address";
  @state() private isTrying = false;

  override createRenderRoot() {
    return this;
  }

  private line(address: string): string {
    return this.form === "curl" ? `curl -X POST ${address}` : address;
  }

  private async copy(text: string): Promise<void> {
    if (await copyText(text)) showToast({ text: t(KEYS.copied), icon: "check" });
  }

  private async tryIt(text: string): Promise<void> {
    this.isTrying = true;
    const done = await attempt(() => client.request("POST", `/api/hooks/moment/${text}`, { body: {} }));
    if (done) showToast({ text: t(KEYS.tried), icon: "check" });
    this.isTrying = false;
  }

  private shown(label: string, text: string): TemplateResult {
    return html`<p class="made-label">${label}</p>
      <div class="made-line">
        <div class="field-box"><input class="mono" type="text" readonly aria-label=${label} .value=${text}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()} /></div>
        ${key({ label: t(KEYS.copy), icon: "copy", kind: "primary", press: () => void this.copy(text) })}
      </div>`;
  }

  private press(made: contract.MadeKey, address: string): TemplateResult {
    const help = this.form === "deck" ? KEYS.deckHelp : this.form === "phone" ? KEYS.phoneHelp : undefined;
    return html`<rt-qr .text=${address} .label=${t(KEYS.onePress)}></rt-qr>
      <div class="made-text">
        ${this.shown(t(KEYS.onePress), this.line(address))}
        <div class="made-forms">
          <div class="made-as">${segmented<Form>({
            label: t(KEYS.as),
            name: "made-as",
            value: this.form,
            options: [
              { value: "address", label: t(KEYS.address) },
              { value: "curl", label: "curl" },
              { value: "deck", label: t(KEYS.deck) },
              { value: "phone", label: t(KEYS.phone) },
            ],
            change: (value) => {
              this.form = value;
            },
          })}</div>
          ${key({ label: t(KEYS.tryIt), busy: this.isTrying, press: () => void this.tryIt(made.key) })}
        </div>
        ${help ? html`<p class="made-help">${t(help)}</p>` : nothing}
      </div>`;
  }

  override render() {
    const { made, secret } = this;
    if (secret)
      return html`<section class="made" role="status" aria-label=${this.name}>
        <p class="made-head"><span class="made-ready">${icon("check", 18)}<b>${this.name}</b></span><span>${t(KEYS.once)}</span></p>
        <div class="made-text">${this.shown(this.name, secret)}</div></section>`;
    if (!made) return nothing;
    const ready = t(KEYS.ready, { name: visible(this.name) });
    return html`<section class="made" role="status" aria-label=${ready}>
      <p class="made-head"><span class="made-ready">${icon("check", 18)}<b>${ready}</b></span><span>${t(KEYS.once)}</span></p>
      <div class="made-body">${
        made.moment_url
          ? this.press(made, shareable(made.moment_url))
          : html`<div class="made-text">${this.shown(t(KEYS.theKey), made.key)}</div>`
      }</div>
    </section>`;
  }
}
