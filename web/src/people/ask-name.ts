import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../app/client";
import { isGuestWord } from "../app/person";
import { settings } from "../app/settings";
import { t } from "../i18n";
import { attempt } from "../ui/attempt";
import { cut } from "../ui/field";
import { iconKey, key } from "../ui/key";
import "./ask-name.css";
import { visible } from "../i18n/bidi";
import { PEOPLE } from "./words";

const NAME_LIMIT = 32;

/** Does the user still have the name that a new guest begins with? */
function hasGivenName(): boolean {
  const { user } = client;
  const words = user?.name.split(" ") ?? [];
  return user?.guest === true && words.length === 2 && isGuestWord(words[0]);
}

/** Asks a guest for a name in somebody else's session, until they give one or close the question. Nothing waits for it. */
@customElement("rt-ask-name")
export class AskName extends LitElement {
  /** Who owns the session; null when nobody does. */
  @property() owner: string | null = null;
  @state() private typed = "";
  @state() private busy = false;
  /** For a browser that keeps no settings. */
  @state() private closed = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    client.addEventListener("user", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    client.removeEventListener("user", this.redraw);
  }

  private readonly redraw = (): void => this.requestUpdate();

  private get isDue(): boolean {
    const isGuestHere = this.owner !== null && this.owner !== client.user?.id;
    return isGuestHere && !this.closed && hasGivenName() && settings.get("name-asked") === null;
  }

  private close(): void {
    settings.set("name-asked", "1");
    this.closed = true;
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.typed.trim();
    if (this.busy) return;
    if (name === "") {
      this.close();
      return;
    }
    this.busy = true;
    const done = await attempt(() => client.rename(name));
    this.busy = false;
    if (done) this.close();
  }

  override render() {
    if (!this.isDue) return nothing;
    return html`<form class="ask-name" @submit=${(event: Event) => void this.save(event)}>
      <p>${t(PEOPLE.joinAs)} <b><bdi>${visible(client.user?.name ?? "")}</bdi></b>.</p>
      <input type="text" class="ask-name-field" aria-label=${t(PEOPLE.yourName)} placeholder=${t(PEOPLE.name)} autocomplete="nickname" enterkeyhint="done" spellcheck="false"
        .value=${this.typed} @input=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          this.typed = cut(input.value, NAME_LIMIT);
          if (input.value !== this.typed) input.value = this.typed;
        }} />
      ${key({ label: t(PEOPLE.saveName), busy: this.busy, submit: true, press: () => {} })}
      ${iconKey({ label: t(PEOPLE.keepName), icon: "close", class: "ask-name-close", press: () => this.close() })}
    </form>`;
  }
}
