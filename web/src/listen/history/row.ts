import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import "../../ui/menu";
import { artwork, shownTitle } from "../artwork";
import { metaLine } from "../time";
import type { Entry } from "./store";
import { HISTORY } from "./words";

export interface RowOptions {
  /** Ms since its player was heard, while it plays this entry. */
  readonly playingFor: number | undefined;
  /** Whether two devices played at once. */
  readonly twice: boolean;
  readonly remove: () => void;
  readonly log: () => void;
}

/** An entry: artwork, title, artist if there is one, and the meta line (I16). */
export function entryRow(entry: Entry, options: RowOptions): TemplateResult {
  const title = shownTitle(entry);
  const { playingFor } = options;
  // While it plays, the time counts on from the last heartbeat.
  const duration = entry.ended_at - entry.started_at + (playingFor ?? 0);
  return html`<li class="entry" data-id=${entry.id}>
    ${artwork(title, entry.artwork_url)}
    <div class="entry-words">
      <p class="entry-title"><bdi>${title}</bdi></p>
      ${entry.artist ? html`<p class="entry-artist"><bdi>${entry.artist}</bdi></p>` : nothing}
      <p class="entry-meta num"><span>${metaLine(entry.started_at, duration)}</span>
        ${playingFor === undefined ? nothing : html`<span class="entry-now">${t(HISTORY.now)}</span>`}
        ${options.twice ? html`<span class="entry-twice" title=${t(HISTORY.countedOnce)}>${t(HISTORY.devices)}</span>` : nothing}
        ${entry.hidden ? html`<span class="entry-removed">${t(HISTORY.removed)}</span>` : nothing}</p>
    </div>
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
