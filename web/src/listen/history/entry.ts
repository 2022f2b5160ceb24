import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { artwork, shownTitle } from "../artwork";
import { dayOf, daysLater, dayTitle, metaLine } from "../time";
import type { Entry } from "./store";
import { HISTORY } from "./words";

export interface Playing {
  /** Ms since its player was heard, while it plays this entry. */
  readonly playingFor: number | undefined;
  /** Whether two devices played at once. */
  readonly twice: boolean;
}

/** An entry: artwork, title, artist if there is one, and the meta line (I16). */
export function entryWords(entry: Entry, { playingFor, twice }: Playing): TemplateResult {
  const title = shownTitle(entry);
  // While it plays, the time counts on from the last heartbeat.
  const duration = entry.ended_at - entry.started_at + (playingFor ?? 0);
  return html`${artwork(title, entry.artwork_url)}
    <div class="entry-words">
      <p class="entry-title"><bdi>${visible(title)}</bdi></p>
      ${entry.artist ? html`<p class="entry-artist"><bdi>${visible(entry.artist)}</bdi></p>` : nothing}
      <p class="entry-meta num"><span>${metaLine(entry.started_at, duration)}</span>
        ${playingFor === undefined ? nothing : html`<span class="entry-now">${t(HISTORY.now)}</span>`}
        ${twice ? html`<span class="entry-twice" title=${t(HISTORY.countedOnce)}>${t(HISTORY.devices)}</span>` : nothing}
        ${entry.hidden ? html`<span class="entry-removed">${t(HISTORY.removed)}</span>` : nothing}</p>
    </div>`;
}

/** `Today`, `Yesterday`, or the day. */
export function dayName(day: string): string {
  const today = dayOf(Date.now());
  if (day === today) return t(HISTORY.today);
  return day === daysLater(today, -1) ? t(HISTORY.yesterday) : dayTitle(day, today);
}
