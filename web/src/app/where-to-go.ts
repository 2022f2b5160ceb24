import { html, type TemplateResult } from "lit";
import { t } from "../i18n";
import { icon } from "../ui/icons";
import { DOCS, productLinks } from "./product-links";

export const MENU = { en: "Menu", ru: "Меню" };

/** On a phone: where to go. */
export function whereToGo(): TemplateResult {
  return html`<nav class="account-nav" aria-label=${t(MENU)}>
    ${productLinks.map((link) => html`<a href=${link.href()}>${icon(link.icon)}${t(link.title)}</a>`)}
    <a href="/docs">${icon("file")}${t(DOCS)}</a>
  </nav>`;
}
