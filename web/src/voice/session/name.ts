import { html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { nameOf } from "../time";
import { VOICE } from "../words";

const NAME_LIMIT = 100;

/** The name of a session; a click edits it unless `fixed`. Fires `renamed` with the session. */
@customElement("rt-session-name")
export class SessionName extends LitElement {
  @property({ attribute: false }) session!: contract.VoiceSession;
  @property({ type: Boolean }) fixed = false;
  @state() private draft: string | undefined;

  override createRenderRoot() {
    return this;
  }

  private async edit(): Promise<void> {
    this.draft = this.session.session_name;
    await this.updateComplete;
    this.querySelector("input")?.select();
  }

  private async save(): Promise<void> {
    const name = this.draft?.trim();
    this.draft = undefined;
    if (name === undefined || name === this.session.session_name) return;
    await attempt(async () => {
      const body = { session_name: name || nameOf(this.session.created_at) };
      const detail = await client.request("PATCH", `/voicebot/sessions/${this.session.session_id}`, { body });
      this.dispatchEvent(new CustomEvent("renamed", { detail }));
    });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Enter") void this.save();
    if (event.key === "Escape") this.draft = undefined;
  }

  override render() {
    const { session_name } = this.session;
    if (this.draft !== undefined)
      return html`<input class="voice-rename-field" aria-label=${t(VOICE.name)} maxlength=${NAME_LIMIT} .value=${this.draft}
        @input=${(event: InputEvent) => {
          this.draft = (event.target as HTMLInputElement).value;
        }} @keydown=${this.onKey} @blur=${() => void this.save()} />`;
    if (this.fixed) return html`<h1>${visible(session_name)}</h1>`;
    return html`<h1><button type="button" class="voice-rename" title=${t(VOICE.rename)}
      @click=${() => void this.edit()}>${visible(session_name)}</button></h1>`;
  }
}
