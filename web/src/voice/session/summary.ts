import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import type { VoiceView } from "../live";
import "./summary.css";
import { VOICE } from "../words";

const LIMIT = 1000;

/** Asks for another summary. An empty one of a closed session is made anew. */
async function edit({ session }: VoiceView): Promise<void> {
  await attempt(async () => {
    const { askForText } = await import("../ask-for-text");
    const summary = await askForText(t(VOICE.summary), t(VOICE.save), session.summary ?? "", LIMIT);
    if (summary === undefined || summary === (session.summary ?? "")) return;
    await client.request("PATCH", `/voicebot/sessions/${session.session_id}`, { body: { summary } });
  });
}

/** What the session is about; who may edit a closed one without a summary may write it. */
export function summaryPanel(view: VoiceView): TemplateResult | typeof nothing {
  const { summary, is_active } = view.session;
  const isFixed = view.role === "reader";
  if (!summary && (isFixed || is_active)) return nothing;
  const change = isFixed
    ? nothing
    : key({ label: t(summary ? VOICE.edit : VOICE.write), size: "small", press: () => void edit(view) });
  return html`<section class="panel voice-side" aria-label=${t(VOICE.summary)}>
    <header class="voice-side-head"><h2 class="section">${t(VOICE.summary)}</h2>${change}</header>
    ${summary ? html`<p class="voice-summary" dir="auto">${visible(summary)}</p>` : nothing}
  </section>`;
}
