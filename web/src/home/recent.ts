import { html, nothing, type TemplateResult } from "lit";
import { locale, t } from "../i18n";
import { openedJams } from "../jam/opening/recent";
import { WORDS } from "./words";
import "./recent.css";

/** A jam that was opened by its link: it is nobody's row, so only this browser knows of it. */
export interface Recent {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  readonly detail: string;
}

/** The state of a jam is not requested: that would count as using it (K21). */
export function loadRecent(): Recent[] {
  return openedJams().map((jam) => ({
    id: jam.id,
    href: `/s/${encodeURIComponent(jam.id)}`,
    title: jam.name ?? t(WORDS.untitled),
    detail: `${t(WORDS.jam)} · ${new Date(jam.at).toLocaleDateString(locale(), { day: "numeric", month: "short" })}`,
  }));
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
