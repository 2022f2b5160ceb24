import { html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { settings } from "../../app/settings";
import { count, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { cut } from "../../ui/field";
import { CLIP } from "../words";
import { SAVED_BY_YOU, VIEWER } from "./words";

const NAME_LIMIT = 32;

/** The viewer's name on their moments, stored here (C26). There is none until one is chosen (C21). */
export function viewerName(): string | undefined {
  return settings.get("viewer-name") ?? undefined;
}

@customElement("rt-viewer-name")
export class ViewerName extends LitElement {
  @property({ type: Number }) saved = 0;
  @state() private editing = false;

  override createRenderRoot() {
    return this;
  }

  private async edit(): Promise<void> {
    this.editing = true;
    await this.updateComplete;
    this.querySelector("input")?.select();
  }

  private async keep(name: string): Promise<void> {
    const chosen = cut(name.trim(), NAME_LIMIT);
    settings.set("viewer-name", chosen === "" || chosen === t(CLIP.anonymous) ? null : chosen);
    this.editing = false;
    await this.updateComplete;
    this.querySelector("button")?.focus();
  }

  override render() {
    const name = viewerName() ?? t(CLIP.anonymous);
    const own = html`<span class="own-count num">${count(this.saved, SAVED_BY_YOU)}</span>`;
    if (!this.editing) {
      return html`<p class="name-row">
        <span>${t(VIEWER.as)} <button type="button" class="name-button" @click=${this.edit}><bdi>${visible(name)}</bdi></button></span>${own}
      </p>`;
    }
    return html`<form class="name-row" @submit=${(event: Event) => {
      event.preventDefault();
      void this.keep(this.querySelector("input")?.value ?? "");
    }}>
      <label class="name-edit">${t(VIEWER.as)}
        <input type="text" aria-label=${t(VIEWER.yourName)} autocomplete="nickname" enterkeyhint="done"
          .value=${viewerName() ?? ""} placeholder=${t(CLIP.anonymous)}
          @input=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            if ([...input.value].length > NAME_LIMIT) input.value = cut(input.value, NAME_LIMIT);
          }}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key === "Escape") this.editing = false;
          }}
          @blur=${(event: Event) => {
            if (this.editing) void this.keep((event.target as HTMLInputElement).value);
          }} />
      </label>${own}
    </form>`;
  }
}
