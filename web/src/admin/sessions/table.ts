import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { kindOf, kindWord } from "../../kinds/kinds";
import { css } from "../../ui/css";
import { key } from "../../ui/key";
import { bytes, day, whole } from "../numbers";
import { type Listing, type Row, sortOf } from "./listing";
import { LIST } from "./words";

/** px of a row (styles: `.listed-session`). Rows on phones are cards. */
export const ROW = 48;
export const CARD = 128;
/** Rows that are drawn above and below what is seen. */
const MARGIN = 12;
/** Above this, a size is told in the colour of a warning (K29). */
const LARGE = 100 * 1024;

export interface TableView {
  readonly listing: Listing;
  readonly selected: ReadonlySet<string>;
  /** The row that keys act on. */
  readonly at: number;
  readonly scrollTop: number;
  readonly height: number;
  readonly cards: boolean;
  readonly sort: (by: string) => void;
  readonly select: (row: Row, on: boolean) => void;
  readonly open: (row: Row) => void;
  readonly remove: (row: Row) => void;
  readonly scrolled: (event: Event) => void;
}

const COLUMNS: { by: string; label: { en: string; ru?: string }; num?: boolean }[] = [
  { by: "id", label: LIST.id },
  { by: "created", label: LIST.created },
  { by: "updated", label: LIST.updated },
  { by: "accessed", label: LIST.accessed },
  { by: "size", label: LIST.size, num: true },
  { by: "remixes", label: LIST.remixes, num: true },
  { by: "status", label: LIST.status },
];

function heads(view: TableView): TemplateResult {
  const { order } = view.listing.wanted;
  const sort = sortOf(view.listing.wanted);
  return html`<div role="row" class="listed-session session-heads" aria-rowindex="1">
    <span role="columnheader" class="cell-check"><span class="visually-hidden">${t(LIST.mark)}</span></span>
    ${COLUMNS.map(({ by, label, num }) => {
      const sorted = sort === by ? (order === "asc" ? "ascending" : "descending") : nothing;
      return html`<span role="columnheader" class="cell-${by} ${num ? "num" : ""}" aria-sort=${sorted}>
        <button type="button" class="session-sort" @click=${() => view.sort(by)}>${t(label)}${sorted === nothing ? nothing : html`<i class="session-arrow ${sorted}" aria-hidden="true"></i>`}</button></span>`;
    })}
    <span role="columnheader" class="cell-actions">${t(LIST.actions)}</span>
  </div>`;
}

function row(view: TableView, one: Row, index: number): TemplateResult {
  const name = one.name || t(LIST.untitled);
  const selected = view.selected.has(one.id);
  const size = bytes(one.sizeBytes);
  return html`<div role="row" class="listed-session ${selected ? "session-selected" : ""} ${index === view.at ? "session-at" : ""}"
      aria-rowindex=${index + 2} aria-selected=${selected} data-id=${one.id}
      style=${css({ top: `${index * (view.cards ? CARD : ROW)}px` })}>
    <span role="cell" class="cell-check"><label class="session-check"><input type="checkbox" class="checkbox" .checked=${selected}
      aria-label=${t(LIST.select, { name })} @change=${(event: Event) => view.select(one, (event.target as HTMLInputElement).checked)} /></label></span>
    <span role="cell" class="cell-id" title=${one.id}><bdi class="session-name">${visible(name)}</bdi>
      <span class="label">${kindWord(one.kind)} · <span class="mono">${one.id.slice(0, 8)}…</span></span></span>
    <span role="cell" class="cell-created num">${day(one.createdAt)}</span>
    <span role="cell" class="cell-updated num">${day(one.updatedAt)}</span>
    <span role="cell" class="cell-accessed num">${day(one.lastAccessedAt)}</span>
    <span role="cell" class="cell-size num ${one.sizeBytes > LARGE ? "session-large" : ""}">${size}</span>
    <span role="cell" class="cell-remixes num">${whole(one.remixCount)}</span>
    <span role="cell" class="cell-status">${t(one.status === "orphan" ? LIST.orphan : LIST.activeMark)}</span>
    <span role="cell" class="cell-actions">
      ${key({ label: t(LIST.view), size: "small", of: name, press: () => view.open(one) })}
      ${kindOf(one.kind)?.bin ? key({ label: t(LIST.remove), size: "small", kind: "danger", of: name, press: () => view.remove(one) }) : nothing}
    </span>
  </div>`;
}

/** Only the rows that are seen are in the page, however many there are. */
export function sessionTable(view: TableView): TemplateResult {
  const { listing } = view;
  const high = view.cards ? CARD : ROW;
  const first = Math.max(0, Math.floor(view.scrollTop / high) - MARGIN);
  const last = Math.min(listing.rows.length, Math.ceil((view.scrollTop + view.height) / high) + MARGIN);
  const count = listing.isComplete ? listing.rows.length + 1 : -1;
  return html`<div class="panel session-table ${view.cards ? "session-cards" : ""}" role="table" aria-label=${t(LIST.list)} aria-rowcount=${count}>
    <div role="rowgroup">${heads(view)}</div>
    <div role="rowgroup" class="session-body" tabindex="0" aria-label=${t(LIST.list)} @scroll=${view.scrolled}>
      <div role="presentation" class="session-space" style=${css({ height: `${listing.rows.length * high}px` })}>
        ${listing.rows.slice(first, last).map((one, index) => row(view, one, first + index))}
      </div>
    </div>
  </div>`;
}
