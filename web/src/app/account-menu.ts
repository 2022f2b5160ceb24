import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../i18n";
import { css } from "../ui/css";
import { icon } from "../ui/icons";
import { later } from "../ui/later";
import { client } from "./client";
import { initial, personColour } from "./person";
import { inTelegram } from "./telegram";
import { MENU, whereToGo } from "./where-to-go";

const WORDS = {
  account: { en: "Account:", ru: "Профиль:" },
};

/** The keys of the account and, on a phone, of where to go. What they open is loaded after the page. */
@customElement("rt-account")
export class AccountMenu extends LitElement {
  /** The account's panel has both: the narrowest phones have no room for two keys in a page's own bar. */
  @property({ type: Boolean }) single = false;
  @state() private failed = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    later(() => import("./account-panel"));
    client.addEventListener("user", this.redraw);
    client.ensureUser().then(this.redraw, () => {
      this.failed = true; // without a server there is no name, but there still are a theme and a language
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    client.removeEventListener("user", this.redraw);
  }

  private readonly redraw = (): void => this.requestUpdate();

  private place(event: ToggleEvent): void {
    const open = event.newState === "open";
    const panel = event.currentTarget as HTMLElement;
    const button = this.querySelector<HTMLElement>(`[popovertarget=${panel.id}]`);
    button?.setAttribute("aria-expanded", String(open));
    if (!open || !button) return;
    const anchor = button.getBoundingClientRect();
    panel.style.setProperty("top", `${anchor.bottom + 8}px`);
    const most = innerWidth - panel.offsetWidth - 8; // further left it would leave the screen
    panel.style.setProperty("right", `${Math.max(8, Math.min(innerWidth - anchor.right, most))}px`);
  }

  override render() {
    const { user } = client;
    // Nothing until the user is known: a link that changes its width would move while somebody points at it.
    // In Telegram the person is who Telegram says, and the theme is the phone's.
    if ((!user && !this.failed) || inTelegram) return nothing;
    const name = user?.name ?? "";
    return html`${
      user
        ? html`<button type="button" class="account" popovertarget="account-panel" aria-expanded="false">
            <span class="person" aria-hidden="true" style=${css({ "--person": `var(--rt-c${personColour(user.id)})` })}>${initial(name)}</span>
            <span class="visually-hidden">${t(WORDS.account)}</span><span class="account-word">${name}</span>
          </button>`
        : nothing
    }
      <button type="button" class="icon-key ${user ? "account-list" : ""}" popovertarget=${user ? "where-panel" : "account-panel"} aria-expanded="false" aria-label=${t(MENU)}>${icon("list")}</button>
      <rt-account-panel id="account-panel" class="account-panel" popover .single=${this.single} @toggle=${this.place}></rt-account-panel>
      ${user ? html`<div id="where-panel" class="where-panel" popover @toggle=${this.place}>${whereToGo()}</div>` : nothing}`;
  }
}
