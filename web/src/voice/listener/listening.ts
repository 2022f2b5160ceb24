import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { VOICE } from "../words";
import type { Listener } from "./listener";

/** The user who records sees how many listen. */
export function audienceCount(listeners: number): TemplateResult | typeof nothing {
  if (listeners === 0) return nothing;
  return html`<p class="voice-listeners">${icon("headphones", 18)} ${t(VOICE.liveCount, { n: listeners })}</p>`;
}

/** Everybody else can listen during the recording. */
export function listenKey(listener: Listener, listeners: number): TemplateResult {
  const isOn = listener.state === "on" || listener.state === "connecting";
  return html`<div class="voice-listeners">
    ${listener.state === "failed" ? html`<span role="status">${t(VOICE.noDirectLink)}</span>` : nothing}
    ${listeners > 0 ? html`<span>${t(VOICE.liveCount, { n: listeners })}</span>` : nothing}
    ${key({
      label: t(isOn ? VOICE.stopListening : VOICE.listen),
      icon: "headphones",
      busy: listener.state === "connecting",
      press: () => (isOn ? listener.stop() : listener.start()),
    })}
  </div>`;
}
