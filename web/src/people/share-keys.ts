import { html, type TemplateResult } from "lit";
import { t } from "../i18n";
import { iconKey } from "../ui/key";
import { shareIcon } from "./icons";
import "./people.css";
import type { PeopleWatch } from "./watch";
import { PEOPLE, SHARE } from "./words";

/** [Share] of the header: its word and its letter give way on narrow screens. */
export function shareKey(watch: PeopleWatch): TemplateResult {
  const label = t(SHARE.share);
  return html`<button type="button" class="key key-secondary share-key" title="${label} (U)"
    aria-keyshortcuts="U" @click=${() => watch.share()}>${shareIcon("share")}<span>${label}</span><kbd aria-hidden="true">U</kbd></button>`;
}

/** The keys of the header: who takes part, beside the page, and Share. */
export function shareKeys(watch: PeopleWatch): TemplateResult {
  const press = (): void => watch.open(watch.isBeside ? null : "drawer");
  return html`${iconKey({ label: t(PEOPLE.people), icon: "people", class: "people-key", press })}${shareKey(watch)}`;
}
