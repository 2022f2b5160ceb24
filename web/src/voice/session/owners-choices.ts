import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";

const WORDS = {
  project: { en: "Everybody in {project} reads it", ru: "Читают все в проекте {project}" },
  live: { en: "Live listening", ru: "Слушать вживую" },
  liveOn: {
    en: "While it is recorded, whoever may read it may listen.",
    ru: "Пока идёт запись, её может слушать каждый, кто может читать.",
  },
  liveOff: {
    en: "Nobody listens while it is recorded. Who listens now is cut off.",
    ru: "Пока идёт запись, её не слышит никто. Кто слушает сейчас, будет отключён.",
  },
};

/** Whether those who are in the session's project read it, where it has one, and whether readers may listen live. */
@customElement("rt-owners-choices")
export class OwnersChoices extends LitElement {
  @property({ attribute: false }) session!: contract.VoiceSession;

  override createRenderRoot() {
    return this;
  }

  /** The change comes back to the page as an event of the session. */
  private async change(body: contract.VoiceSessionChange): Promise<void> {
    await attempt(() => client.request("PATCH", `/voicebot/sessions/${this.session.session_id}`, { body }));
    this.requestUpdate(); // after a refusal the box shows the stored value again
  }

  override render() {
    const { access_level, live_listening, project } = this.session;
    const isOn = (event: Event): boolean => (event.target as HTMLInputElement).checked;
    return html`${
      project === null
        ? nothing
        : html`<label class="people-check"><input type="checkbox" .checked=${access_level === "public"}
            @change=${(event: Event) => void this.change({ access_level: isOn(event) ? "public" : "private" })} />
            ${t(WORDS.project, { project })}</label>`
    }
      <label class="row-switch"><span>${t(WORDS.live)}</span><input type="checkbox" role="switch" class="switch" .checked=${live_listening}
        @change=${(event: Event) => void this.change({ live_listening: isOn(event) })} /></label>
      <span class="voice-quiet">${t(live_listening ? WORDS.liveOn : WORDS.liveOff)}</span>`;
  }
}
