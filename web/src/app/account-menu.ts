import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type Language, language, t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import { attempt } from "../ui/attempt";
import { css } from "../ui/css";
import { field } from "../ui/field";
import { icon } from "../ui/icons";
import { key } from "../ui/key";
import { segmented } from "../ui/segmented";
import { client } from "./client";
import { initial, personColour } from "./person";
import { productLinks } from "./product-links";
import { settings } from "./settings";
import { openShortcutSheet } from "./shortcut-sheet";
import { inTelegram } from "./telegram";
import { type Theme, theme } from "./theme";

const WORDS = {
  account: { en: "Account:", ru: "Профиль:" },
  menu: { en: "Menu", ru: "Меню" },
  docs: { en: "Docs", ru: "Документация" },
  name: { en: "Your name", ru: "Ваше имя" },
  save: { en: "Save", ru: "Сохранить" },
  theme: { en: "Theme", ru: "Тема" },
  system: { en: "System", ru: "Система" },
  light: { en: "Light", ru: "Светлая" },
  dark: { en: "Dark", ru: "Тёмная" },
  language: { en: "Language", ru: "Язык" },
  deleted: { en: "Deleted", ru: "Удалённое" },
  another: { en: "Use on another device", ru: "Открыть на другом устройстве" },
  key: { en: "Recovery key", ru: "Ключ восстановления" },
  scripts: { en: "Keys and webhooks", ru: "Ключи и вебхуки" },
  signOut: { en: "Sign out other devices", ru: "Выйти на других устройствах" },
  saveData: { en: "Save my data", ru: "Сохранить мои данные" },
  deleteAccount: { en: "Delete account", ru: "Удалить аккаунт" },
  shortcuts: { en: "Shortcuts", ru: "Клавиши" },
};

const NAME_LIMIT = 32;

/** The account menu: the editable name, theme, language and shortcuts; on a phone the navigation too. */
@customElement("rt-account")
export class AccountMenu extends LitElement {
  @state() private draft: string | undefined;
  @state() private error: string | undefined;
  @state() private saving = false;
  @state() private failed = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
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

  private async saveName(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.draft?.trim();
    if (!name || this.saving) return;
    this.saving = true;
    this.error = undefined;
    try {
      await client.rename(name);
      this.draft = undefined;
    } catch (error) {
      this.error = errorSentence(error);
    }
    this.saving = false;
  }

  /** What one has deleted in any product. Loaded when it is asked for: most pages never need it. */
  private async openDeleted(): Promise<void> {
    this.querySelector<HTMLElement>("#account-panel")?.hidePopover();
    await attempt(async () => {
      const [{ deletedDialog }, { allDeleted }] = await Promise.all([
        import("../bin/dialog"),
        import("../bin/all"),
      ]);
      if (await deletedDialog(allDeleted)) dispatchEvent(new Event("rt-restored"));
    });
  }

  /** Loaded when it is asked for, like what was deleted. */
  private async open(what: "useOnAnotherDevice" | "recoveryKey" | "signOutOthers"): Promise<void> {
    this.querySelector<HTMLElement>("#account-panel")?.hidePopover();
    await attempt(async () => (await import("../account/devices"))[what]());
  }

  private async deleteAccount(): Promise<void> {
    this.querySelector<HTMLElement>("#account-panel")?.hidePopover();
    await attempt(async () => (await import("../account/end")).deleteAccount());
  }

  private devices() {
    return html`${key({ label: t(WORDS.another), kind: "ghost", press: () => void this.open("useOnAnotherDevice") })}
      ${key({ label: t(WORDS.key), kind: "ghost", press: () => void this.open("recoveryKey") })}
      <a class="key key-ghost" href="/keys" @click=${() => this.querySelector<HTMLElement>("#account-panel")?.hidePopover()}><span>${t(WORDS.scripts)}</span></a>
      ${key({ label: t(WORDS.signOut), kind: "ghost", press: () => void this.open("signOutOthers") })}
      <a class="key key-ghost" href="/api/auth/me/export" download="roomtone-account.zip"><span>${t(WORDS.saveData)}</span></a>
      ${key({ label: t(WORDS.deleteAccount), kind: "ghost", press: () => void this.deleteAccount() })}`;
  }

  private place(event: ToggleEvent): void {
    const open = event.newState === "open";
    const button = [...this.querySelectorAll<HTMLElement>("[popovertarget]")].find(
      (one) => one.offsetParent !== null,
    );
    for (const one of this.querySelectorAll("[popovertarget]"))
      one.setAttribute("aria-expanded", String(open));
    const panel = event.currentTarget as HTMLElement;
    if (!open || !button) return;
    const anchor = button.getBoundingClientRect();
    panel.style.setProperty("top", `${anchor.bottom + 8}px`);
    const most = innerWidth - panel.offsetWidth - 8; // further left it would leave the screen
    panel.style.setProperty("right", `${Math.max(8, Math.min(innerWidth - anchor.right, most))}px`);
  }

  private panel() {
    const name = client.user?.name ?? "";
    return html`<div id="account-panel" class="account-panel" popover @toggle=${this.place}>
      <nav class="account-nav" aria-label=${t(WORDS.menu)}>
        ${productLinks.map((link) => html`<a href=${link.href()}>${icon(link.icon)}${t(link.title)}</a>`)}
        <a href="/docs">${icon("file")}${t(WORDS.docs)}</a>
      </nav>
      <form class="account-name" @submit=${this.saveName}>
        ${field({
          id: "account-name",
          label: t(WORDS.name),
          value: this.draft ?? name,
          limit: NAME_LIMIT,
          error: this.error,
          input: (value) => {
            this.draft = value;
          },
        })}
        ${this.draft !== undefined && this.draft.trim() !== name ? key({ label: t(WORDS.save), submit: true, busy: this.saving, press: () => {} }) : nothing}
      </form>
      <div class="account-row"><span>${t(WORDS.theme)}</span>${segmented<Theme>({
        label: t(WORDS.theme),
        name: "theme",
        value: theme(),
        options: [
          { value: "system", label: t(WORDS.system) },
          { value: "light", label: t(WORDS.light) },
          { value: "dark", label: t(WORDS.dark) },
        ],
        change: (value) => {
          settings.set("theme", value === "system" ? null : value);
          this.requestUpdate();
        },
      })}</div>
      <div class="account-row"><span>${t(WORDS.language)}</span>${segmented<Language>({
        label: t(WORDS.language),
        name: "language",
        value: language(),
        options: [
          { value: "en", label: "English" },
          { value: "ru", label: "Русский" },
        ],
        change: (value) => settings.set("language", value),
      })}</div>
      ${client.user ? key({ label: t(WORDS.deleted), kind: "ghost", press: () => void this.openDeleted() }) : nothing}
      ${client.user ? this.devices() : nothing}
      ${key({ label: t(WORDS.shortcuts), kind: "ghost", shortcut: "?", press: openShortcutSheet })}
    </div>`;
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
      <button type="button" class="icon-key ${user ? "account-list" : ""}" popovertarget="account-panel" aria-expanded="false" aria-label=${t(WORDS.menu)}>${icon("list")}</button>
      ${this.panel()}`;
  }
}
