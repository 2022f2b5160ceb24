import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { t } from "../../i18n";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { ACCESS } from "./access-words";

/** Whether those who are in the session's project read it, where it has one, and whether readers may listen live. */
export function ownersChoices(
  session: contract.VoiceSession,
  changed: (session: contract.VoiceSession) => void,
): TemplateResult {
  const { access_level, live_listening, project, session_id } = session;
  const change = (body: contract.VoiceSessionChange): void =>
    void attempt(async () =>
      changed(await client.request("PATCH", `/voicebot/sessions/${session_id}`, { body })),
    );
  const isOn = (event: Event): boolean => (event.target as HTMLInputElement).checked;
  return html`${
    project === null
      ? nothing
      : html`<label class="people-check"><input type="checkbox" .checked=${access_level === "public"}
          @change=${(event: Event) => change({ access_level: isOn(event) ? "public" : "private" })} />
          ${t(ACCESS.project, { project })}</label>`
  }
    <label class="row-switch"><span>${t(ACCESS.live)}</span><input type="checkbox" role="switch" class="switch" .checked=${live_listening}
      @change=${(event: Event) => change({ live_listening: isOn(event) })} /></label>
    <span class="voice-quiet">${t(live_listening ? ACCESS.liveOn : ACCESS.liveOff)}</span>`;
}
