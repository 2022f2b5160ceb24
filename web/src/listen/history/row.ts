import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import "../../ui/menu";
import { shownTitle } from "../artwork";
import { entryWords, type Playing } from "./entry";
import type { Entry } from "./store";
import { HISTORY } from "./words";

export interface RowOptions extends Playing {
  readonly remove: () => void;
  readonly log: () => void;
}

/** An entry, and what can be done with it. */
export function entryRow(entry: Entry, options: RowOptions): TemplateResult {
  const title = shownTitle(entry);
  return html`<li class="entry" data-id=${entry.id}>
    ${entryWords(entry, options)}
    <rt-menu .label=${t(HISTORY.more, { title })} .items=${[
      { label: t(HISTORY.log), icon: "list", press: options.log },
      { label: t(HISTORY.delete), danger: true, press: options.remove },
    ]}></rt-menu>
  </li>`;
}

export function skeletonRows(): TemplateResult {
  return html`<div class="panel days" aria-hidden="true">
    ${[0, 1, 2, 3, 4, 5].map(() => html`<div class="entry"><span class="artwork bone"></span><span class="bone"></span></div>`)}
  </div>`;
}
