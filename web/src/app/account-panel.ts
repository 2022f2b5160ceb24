import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Language, language, t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import { attempt } from "../ui/attempt";
import { field } from "../ui/field";
import { key } from "../ui/key";
import { segmented } from "../ui/segmented";
import { client } from "./client";
import { settings } from "./settings";
import { openShortcutSheet } from "./shortcut-sheet";
import { type Theme, theme } from "./theme";
import { whereToGo } from "./where-to-go";

const WORDS = {
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

/** What the account's key opens: the editable name, theme, language, devices and shortcuts. */
@customElement("rt-account-panel")
export class AccountPanel extends LitElement {
  /** Where to go stands here too. */
  @property({ type: Boolean }) single = false;
  @state() private draft: string | undefined;
  @state() private error: string | undefined;
  @state() private saving = false;

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

  private close(): void {
    if (this.matches(":popover-open")) this.hidePopover();
  }

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
    this.close();
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
    this.close();
    await attempt(async () => (await import("../account/devices"))[what]());
  }

  private async deleteAccount(): Promise<void> {
    this.close();
    await attempt(async () => (await import("../account/end")).deleteAccount());
  }

  private devices() {
    return html`${key({ label: t(WORDS.another), kind: "ghost", press: () => void this.open("useOnAnotherDevice") })}
      ${key({ label: t(WORDS.key), kind: "ghost", press: () => void this.open("recoveryKey") })}
      <a class="key key-ghost" href="/keys" @click=${() => this.close()}><span>${t(WORDS.scripts)}</span></a>
      ${key({ label: t(WORDS.signOut), kind: "ghost", press: () => void this.open("signOutOthers") })}
      <a class="key key-ghost" href="/api/auth/me/export" download="roomtone-account.zip"><span>${t(WORDS.saveData)}</span></a>
      ${key({ label: t(WORDS.deleteAccount), kind: "ghost", press: () => void this.deleteAccount() })}`;
  }

  override render() {
    const name = client.user?.name ?? "";
    return html`${this.single || !client.user ? whereToGo() : nothing}
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
      ${key({ label: t(WORDS.shortcuts), kind: "ghost", shortcut: "?", press: openShortcutSheet })}`;
  }
}
