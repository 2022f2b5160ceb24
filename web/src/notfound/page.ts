import { html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { setPageTitle } from "../app/page-title";
import "../app/header";
import { t } from "../i18n";
import { notFoundContent, WORDS } from "./content";

/** An address that no page has. */
@customElement("rt-not-found-page")
export class NotFoundPage extends LitElement {
  override createRenderRoot() {
    return this;
  }

  override firstUpdated(): void {
    setPageTitle(t(WORDS.page));
    this.querySelector("h1")?.focus({ preventScroll: true });
  }

  override render() {
    return html`<rt-header></rt-header>
      <main id="content" tabindex="-1">${notFoundContent(location.pathname)}</main>`;
  }
}
