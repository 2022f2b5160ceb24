import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../i18n";
import { cut } from "../ui/field";
import { icon } from "../ui/icons";
import "../ui/menu";
import "./title-row.css";
import { visible } from "../i18n/bidi";
import type { MenuItem } from "../ui/menu";
import { statusPill } from "../ui/pill";
import { attempt, changeSession } from "./actions";
import { ROOM } from "./room/words";
import type { ClipSession } from "./session";
import { CLIP } from "./words";

const TITLE_LIMIT = 100;

/** Back, title (edited in place), game, state; on a phone it is the page's bar. */
@customElement("rt-clip-title")
export class ClipTitle extends LitElement {
  @property({ attribute: false }) session: ClipSession | undefined;
  @property({ attribute: false }) side: TemplateResult | typeof nothing = nothing;
  @property({ attribute: false }) items: MenuItem[] = [];
  /** [Share], which is in the header of wider screens. */
  @property({ attribute: false }) share: TemplateResult | typeof nothing = nothing;
  @state() private draft: string | undefined;
  @state() private saving = false;

  override createRenderRoot() {
    return this;
  }

  private async edit(): Promise<void> {
    this.draft = this.session?.title ?? "";
    await this.updateComplete;
    this.querySelector("input")?.select();
  }

  private async leave(save: boolean): Promise<void> {
    const { draft, session } = this;
    if (draft === undefined || !session || this.saving) return;
    const title = draft.trim();
    const hadFocus = this.contains(document.activeElement);
    if (save && title !== "" && title !== session.title) {
      this.saving = true;
      const saved = await attempt(() => changeSession(session.id, { title }));
      this.saving = false;
      if (!saved) return;
    }
    this.draft = undefined;
    await this.updateComplete;
    if (hadFocus) this.querySelector<HTMLElement>(".title-button")?.focus();
  }

  private heading(session: ClipSession): TemplateResult {
    if (this.draft === undefined) {
      return html`<h1><button type="button" class="title-button" title=${t(ROOM.editTitle)} @click=${this.edit}><bdi>${visible(session.title)}</bdi></button></h1>`;
    }
    return html`<h1 class="visually-hidden">${session.title}</h1>
      <input class="title-input" type="text" autocomplete="off" aria-label=${t(CLIP.title)} aria-busy=${this.saving ? "true" : nothing}
        .value=${this.draft}
        @input=${(event: Event) => {
          this.draft = cut((event.target as HTMLInputElement).value, TITLE_LIMIT);
          (event.target as HTMLInputElement).value = this.draft;
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter" && !event.isComposing) void this.leave(true);
          if (event.key === "Escape") void this.leave(false);
        }}
        @blur=${() => void this.leave(true)} />`;
  }

  override render() {
    const { session } = this;
    if (!session) return nothing;
    return html`<div class="title-row">
      <a class="icon-key title-back" href="/clips" aria-label=${t(ROOM.back)}>${icon("back", 20)}</a>
      <div class="title-words">${this.heading(session)}${session.game ? html`<p class="title-game"><bdi>${visible(session.game)}</bdi></p>` : nothing}</div>
      ${statusPill(session.status)}
      <div class="title-side">${this.side}</div>
      <span class="title-share">${this.share}</span>
      <rt-menu class="title-menu" .label=${t(CLIP.menu)} .items=${this.items}></rt-menu>
    </div>`;
  }
}
