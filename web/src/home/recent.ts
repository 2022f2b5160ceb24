import { html, nothing, type TemplateResult } from "lit";
import { client } from "../app/client";
import type { ClipSessionSummary } from "../clip/session";
import { count, locale, t } from "../i18n";
import { type OpenedJam, openedJams } from "../jam/opening/recent";
import { statusWord } from "../ui/pill";
import { MOMENTS, WORDS } from "./words";

/** One of the user's own sessions, of any product, with its current state. */
export interface Recent {
  readonly href: string;
  readonly title: string;
  readonly detail: string;
  readonly hue: "live" | "hold" | "shut" | "neutral";
  readonly at: number;
}

const HUES = { active: "live", paused: "hold", ended: "shut", created: "neutral" } as const;

function fromClips(session: ClipSessionSummary): Recent {
  const state = statusWord(session.status).toLocaleLowerCase();
  return {
    href: `/clips/${encodeURIComponent(session.id)}`,
    title: session.title,
    detail: `${t(WORDS.clips)} · ${state}, ${count(session.moments, MOMENTS)}`,
    hue: HUES[session.status],
    at: Date.parse(session.updated_at),
  };
}

/** The state of a jam is not requested: that would count as using it (K21). */
function fromJam(jam: OpenedJam): Recent {
  const day = new Date(jam.at).toLocaleDateString(locale(), { day: "numeric", month: "short" });
  return {
    href: `/s/${encodeURIComponent(jam.id)}`,
    title: jam.name ?? t(WORDS.untitled),
    detail: `${t(WORDS.jam)} · ${day}`,
    hue: "neutral",
    at: jam.at,
  };
}

/** Where each product's own sessions come from. */
const sources: readonly (() => Promise<Recent[]>)[] = [
  async () => {
    const page = await client.request<{ items: ClipSessionSummary[] }>("GET", "/api/clip-sessions");
    return page.items.map(fromClips);
  },
  async () => openedJams().map(fromJam),
];

/** The three sessions used last. A product that cannot answer now is left out. */
export async function loadRecent(): Promise<Recent[]> {
  const answers = await Promise.allSettled(sources.map((source) => source()));
  const all = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  return all.sort((a, b) => b.at - a.at).slice(0, 3);
}

export function recentRow(recent: readonly Recent[]): TemplateResult | typeof nothing {
  if (recent.length === 0) return nothing;
  return html`<span class="label" id="recent">${t(WORDS.recent)}</span>
    <ul class="recent" aria-labelledby="recent">
      ${recent.map(
        (one) => html`<li><a href=${one.href}><i class="recent-dot recent-${one.hue}" aria-hidden="true"></i>
          <span class="recent-title">${one.title}</span> <span class="recent-detail">${one.detail}</span></a></li>`,
      )}
    </ul>`;
}
