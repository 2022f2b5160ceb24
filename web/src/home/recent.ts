import { html, nothing, type TemplateResult } from "lit";
import { openedHere } from "../app/opened";
import { locale, t } from "../i18n";
import { kindOf } from "../kinds/kinds";
import { WORDS } from "./words";
import "./recent.css";

/** A session that was opened by its link: it is nobody's row, so only this browser knows of it. */
export interface Recent {
  readonly id: string;
  readonly kind: string;
  readonly href: string;
  readonly title: string;
  readonly detail: string;
}

/** Its state is not requested: that would count as using it (K21). */
export function loadRecent(): Recent[] {
  return openedHere().flatMap(({ id, kind, name, at }) => {
    const found = kindOf(kind);
    if (!found) return [];
    const day = new Date(at).toLocaleDateString(locale(), { day: "numeric", month: "short" });
    const detail = `${t(found.title)} · ${day}`;
    return [
      { id, kind, href: found.page(encodeURIComponent(id), null), title: name ?? t(WORDS.untitled), detail },
    ];
  });
}

export function recentRow(recent: readonly Recent[]): TemplateResult | typeof nothing {
  if (recent.length === 0) return nothing;
  return html`<span class="label" id="recent">${t(WORDS.recent)}</span>
    <ul class="recent" aria-labelledby="recent">
      ${recent.map(
        (one) => html`<li><a href=${one.href}><i class="recent-dot" aria-hidden="true"></i>
          <span class="recent-title">${one.title}</span> <span class="recent-detail">${one.detail}</span></a></li>`,
      )}
    </ul>`;
}
