import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { key } from "../../ui/key";
import { VOICE } from "../words";
import type { Listener } from "./listener";

/** Everybody but the user who records can listen during the recording. */
export function listenKey(listener: Listener): TemplateResult {
  const isOn = listener.state === "on" || listener.state === "connecting";
  return html`<div class="voice-listeners">
    ${listener.state === "failed" ? html`<span role="status">${t(VOICE.noDirectLink)}</span>` : nothing}
    ${key({
      label: t(isOn ? VOICE.stopListening : VOICE.listen),
      icon: "headphones",
      busy: listener.state === "connecting",
      press: () => (isOn ? listener.stop() : listener.start()),
    })}
  </div>`;
}
