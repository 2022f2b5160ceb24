import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { TAGS } from "../moments/tags";
import type { ClipStatus, Tag } from "../session";
import { CLIP } from "../words";
import { ROOM } from "./words";

/** The streamer's own button with the quick tags. */
export function markPanel(status: ClipStatus, marking: boolean, mark: (tag?: Tag) => void): TemplateResult {
  const reason =
    status === "active" ? undefined : status === "paused" ? t(CLIP.pausedMessage) : t(ROOM.notLiveMark);
  return html`<section class="mark-panel panel" aria-labelledby="mark-yourself">
    <div class="mark-head">
      <h2 class="section" id="mark-yourself">${t(ROOM.markYourself)}</h2>
      <kbd aria-hidden="true">M</kbd>
    </div>
    <div class="mark-tags" role="group" aria-labelledby="mark-yourself">
      ${TAGS.map(
        ({
          tag,
          emoji,
          word,
          key,
        }) => html`<button type="button" class="key key-secondary" ?disabled=${reason !== undefined} title=${reason ?? nothing} aria-describedby=${reason ? "mark-reason" : nothing}
          aria-disabled=${marking ? "true" : nothing} aria-keyshortcuts=${key} @click=${() => mark(tag)}
        ><span><span class="tag-emoji">${emoji}</span> ${word}</span><kbd aria-hidden="true">${key}</kbd></button>`,
      )}
    </div>
    <p class="visually-hidden" id="mark-reason">${reason ?? nothing}</p>
  </section>`;
}

/** The phone's large red button in the bottom bar; in a dock it is the foot, with its words. */
export function emberKey(
  status: ClipStatus,
  marking: boolean,
  dock: boolean,
  mark: () => void,
): TemplateResult {
  if (status !== "active") return html`${nothing}`;
  const face = dock ? t(CLIP.clipMoment) : html`<span class="tag-emoji">🔥</span>`;
  return html`<button type="button" class="key key-ember ember-key" aria-label=${dock ? nothing : t(ROOM.mark)} aria-keyshortcuts="M"
    aria-disabled=${marking ? "true" : nothing} @click=${mark}><span>${face}</span></button>`;
}
