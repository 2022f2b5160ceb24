import { html, nothing, type TemplateResult } from "lit";
import { count, locale, t } from "../../i18n";
import "../../ui/menu";
import { visible } from "../../i18n/bidi";
import { statusPill } from "../../ui/pill";
import { heatStrip } from "../../ui/strip";
import { bars } from "../heat";
import type { ClipSessionSummary } from "../session";
import { MOMENTS } from "../words";
import { LIST } from "./words";

export interface RowActions {
  readonly copy: (session: ClipSessionSummary) => void;
  readonly remove: (session: ClipSessionSummary) => void;
}

function day(iso: string): string {
  const date = new Date(iso);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(locale(), { day: "numeric", month: "short", year });
}

/** A session in the list: the whole row opens it. */
export function sessionRow(session: ClipSessionSummary, actions: RowActions): TemplateResult {
  const { title } = session;
  return html`<li class="session-row">
    <a class="session-open" href="/clips/${encodeURIComponent(session.id)}" aria-label=${t(LIST.openNamed, { title })}></a>
    <span class="session-title"><bdi>${visible(title)}</bdi></span>
    <span class="session-game"><bdi>${visible(session.game || nothing)}</bdi></span>
    <span class="session-pill">${statusPill(session.status)}</span>
    <time class="session-date" datetime=${session.created_at}>${day(session.created_at)}</time>
    <span class="session-moments num">${count(session.moments, MOMENTS)}</span>
    ${heatStrip(bars(session.heat), "session-heat")}
    <rt-menu class="session-menu" .label=${t(LIST.more, { title })} .items=${[
      { label: t(LIST.copyViewerLink), icon: "copy", press: () => actions.copy(session) },
      { label: t(LIST.deleteItem), danger: true, press: () => actions.remove(session) },
    ]}></rt-menu>
  </li>`;
}

export function skeletonRows(): TemplateResult {
  return html`<div class="panel sessions" aria-hidden="true">
    ${[0, 1, 2, 3].map(() => html`<div class="session-row"><span class="bone"></span></div>`)}
  </div>`;
}
