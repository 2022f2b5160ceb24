import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import type { VoiceView } from "../live";
import "./summary.css";
import { VOICE } from "../words";

/** What the session is about: the summaries of its texts and recordings, in the order of the timeline. */
export function summariesOf({
  materials,
  recordings,
}: Pick<VoiceView, "materials" | "recordings">): string[] {
  return [...materials, ...recordings]
    .sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at))
    .map(({ summary }) => summary ?? "")
    .filter((summary) => summary !== "");
}

export function summaryPanel(view: VoiceView): TemplateResult | typeof nothing {
  const found = summariesOf(view);
  if (found.length === 0) return nothing;
  return html`<section class="panel voice-side" aria-label=${t(VOICE.summary)}>
    <h2 class="section">${t(VOICE.summary)}</h2>
    ${found.map((text) => html`<p class="voice-summary" dir="auto">${visible(text)}</p>`)}
  </section>`;
}
