import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../i18n";
import { logo } from "../ui/icons";
import "./account-menu";
import "./connection-badge";
import { DOCS, productLinks } from "./product-links";
import { inTelegram } from "./telegram";

const WORDS = {
  nav: { en: "Main", ru: "Главное" },
};

/** The header of every page except the viewer's: logo, navigation, Docs, page tools, account, in this order of focus. */
@customElement("rt-header")
export class Header extends LitElement {
  /** The kind of session that the page is about. */
  @property() active = "";
  @property({ attribute: false }) tools: TemplateResult | typeof nothing = nothing;
  /** Shows `Connected` while the connection is good. */
  @property({ type: Boolean }) home = false;

  /** Leaves out the account menu, which makes a guest of whoever comes. */
  @property({ type: Boolean }) unknown = false;

  override createRenderRoot() {
    return this;
  }

  override render() {
    const mark = html`${logo()}<span class="wordmark">Roomtone</span>`;
    const state = html`<rt-connection ?always=${this.home}></rt-connection>`;
    if (inTelegram)
      return html`<header class="header"><span class="brand">${mark}</span>
        <div class="header-tools">${state}${this.tools}</div></header>`;
    return html`<header class="header">
      <a class="brand" href="/" aria-label="Roomtone">${mark}</a>
      <nav class="nav" aria-label=${t(WORDS.nav)}>
        ${productLinks.map(
          (link) =>
            html`<a href=${link.href()} aria-current=${link.kind === this.active ? "page" : nothing}>${t(link.title)}</a>`,
        )}
      </nav>
      <div class="header-tools">
        ${state}<a class="header-docs" href="/docs">${t(DOCS)}</a>${this.tools}
      </div>
      ${this.unknown ? nothing : html`<rt-account></rt-account>`}
    </header>`;
  }
}
