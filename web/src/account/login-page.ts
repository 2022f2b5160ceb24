import { html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../app/client";
import { setPageTitle } from "../app/page-title";
import { t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import { type contract, RoomtoneError } from "../sdk";
import { logo } from "../ui/icons";
import { key } from "../ui/key";
import { emptyState, loading } from "../ui/states";
import { LOGIN } from "./words";

/** The secret of a link: after `#`, which no server sees, or from Telegram in `?token=`. The address loses it at once. */
function secretOfAddress(): string {
  const secret = new URLSearchParams(location.search).get("token") ?? location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  return secret;
}

/**
 * `/tg_auth` and `/login`: whom a one-time link signs in. Opening it uses nothing up and makes no guest; [Sign in] does
 * what it says.
 */
@customElement("rt-login-page")
export class LoginPage extends LitElement {
  @state() private found: contract.LoginView | undefined;
  @state() private error: unknown;
  @state() private isBusy = false;
  private secret = "";

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(LOGIN.signIn));
    this.secret ||= secretOfAddress();
    void this.look();
  }

  private get proof(): contract.Proof {
    return { by: "ticket", secret: this.secret };
  }

  private async look(): Promise<void> {
    try {
      if (!this.secret) throw new RoomtoneError("ticket_spent", t(LOGIN.spent));
      this.found = await client.request("POST", "/api/auth/login/look", { body: this.proof });
    } catch (error) {
      this.error = error;
    }
  }

  private async signIn(found: contract.LoginView): Promise<void> {
    this.isBusy = true;
    try {
      await client.request("POST", "/api/auth/login", { body: this.proof });
      location.replace(found.source === "telegram" ? "/session" : "/");
    } catch (error) {
      this.error = error;
      this.isBusy = false;
    }
  }

  private refused(): TemplateResult {
    const { error } = this;
    if (error instanceof RoomtoneError && error.code === "ticket_spent")
      return emptyState(t(LOGIN.spent), t(LOGIN.spentHelp), undefined, true);
    return emptyState(t(LOGIN.failed), errorSentence(error), undefined, true);
  }

  private question(found: contract.LoginView): TemplateResult {
    const { name } = found.user;
    if (found.is_you)
      return emptyState(
        t(LOGIN.isYou, { name }),
        undefined,
        key({ label: t(LOGIN.open), press: () => location.assign("/") }),
        true,
      );
    const help = t(found.source === "telegram" ? LOGIN.fromTelegram : LOGIN.fromDevice);
    const leaves = found.you ? ` ${t(LOGIN.leaves, { you: found.you.name })}` : "";
    const go = key({
      label: t(LOGIN.go),
      kind: "primary",
      busy: this.isBusy,
      press: () => void this.signIn(found),
    });
    return emptyState(t(LOGIN.as, { name }), help + leaves, go, true);
  }

  override render() {
    const content = this.error
      ? this.refused()
      : this.found
        ? this.question(this.found)
        : loading(html`<div class="state-frame"></div>`);
    // No account menu: it would make a guest of whoever has come to sign in.
    return html`<header class="header"><a class="brand" href="/" aria-label="Roomtone">${logo()}<span class="wordmark">Roomtone</span></a></header>
      <main id="content" tabindex="-1" class="page">${content}</main>`;
  }
}
