import { html, LitElement, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../app/header";
import { client } from "../app/client";
import { setPageTitle } from "../app/page-title";
import { t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import { type contract, RoomtoneError } from "../sdk";
import { field } from "../ui/field";
import { key } from "../ui/key";
import { emptyState, loading } from "../ui/states";
import "./account.css";
import { LOGIN } from "./login-words";

/** What the address proves, after `#`, which no server sees, or from Telegram in `?token=`. The address loses it at once. */
function proofOfAddress(): contract.Proof | undefined {
  const ticket = new URLSearchParams(location.search).get("token");
  const after = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  for (const by of ["key", "provider"] as const)
    if (after.startsWith(`${by}=`)) return { by, secret: after.slice(by.length + 1) };
  const secret = ticket ?? after;
  return secret ? { by: "ticket", secret } : undefined;
}

/**
 * `/tg_auth` and `/login`: whom a one-time link, a recovery key or a provider's token signs in. Opening it uses nothing
 * up and makes no guest; its keys do what they say.
 */
@customElement("rt-login-page")
export class LoginPage extends LitElement {
  @state() private found: contract.LoginView | undefined;
  @state() private error: unknown;
  @state() private isBusy = false;
  @state() private proof: contract.Proof | undefined;
  /** The second step: what becomes of what was made in this browser. */
  @state() private isSecond = false;
  private typed = "";

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(LOGIN.signIn));
    this.proof ??= proofOfAddress();
    if (this.proof) void this.look(this.proof);
  }

  private async look(proof: contract.Proof): Promise<void> {
    this.proof = proof;
    try {
      this.found = await client.request("POST", "/api/auth/login/look", { body: proof });
    } catch (error) {
      this.error = error;
    }
  }

  private async signIn(found: contract.LoginView, bring: boolean): Promise<void> {
    if (!this.proof) return;
    this.isBusy = true;
    try {
      await client.request("POST", "/api/auth/login", { body: { ...this.proof, bring } });
      location.replace(found.source === "telegram" ? "/session" : "/");
    } catch (error) {
      this.error = error;
      this.isBusy = false;
    }
  }

  private form(): TemplateResult {
    const send = (event: Event): void => {
      event.preventDefault();
      if (this.typed.trim()) void this.look({ by: "key", secret: this.typed.trim() });
    };
    const entry = field({
      id: "login-key",
      label: t(LOGIN.keyField),
      value: this.typed,
      hint: t(LOGIN.keyHint),
      input: (value) => {
        this.typed = value;
      },
    });
    const form = html`<form class="login-form" @submit=${send}>${entry}
      ${key({ label: t(LOGIN.next), kind: "primary", submit: true, press: () => undefined })}</form>`;
    return emptyState(t(LOGIN.byKey), undefined, form, true);
  }

  private refused(): TemplateResult {
    const { error, proof } = this;
    const anew = (): void => {
      this.error = undefined;
      this.proof = undefined;
    };
    const again = (): void => {
      this.error = undefined;
      if (proof) void this.look(proof);
    };
    if (error instanceof RoomtoneError && error.code === "ticket_spent")
      return proof?.by === "key"
        ? emptyState(t(LOGIN.noKey), t(LOGIN.noKeyHelp), this.ways(t(LOGIN.tryAgain), anew), true)
        : emptyState(t(LOGIN.spent), t(LOGIN.spentHelp), this.ways(t(LOGIN.byKey), anew), true);
    return emptyState(t(LOGIN.failed), errorSentence(error), this.ways(t(LOGIN.tryAgain), again), true);
  }

  private ways(label: string, press: () => void): TemplateResult {
    return html`<div class="login-keys">${key({ label, kind: "primary", press })}<a class="key" href="/">${t(LOGIN.home)}</a></div>`;
  }

  private question(found: contract.LoginView): TemplateResult {
    const { name } = found.user;
    if (found.is_you) {
      const open = key({ label: t(LOGIN.open), press: () => location.assign("/") });
      return emptyState(t(LOGIN.isYou, { name }), undefined, open, true);
    }
    const you = found.you?.name ?? "";
    const go = (label: string, bring: boolean, isFirst: boolean) =>
      key({
        label,
        kind: isFirst ? "primary" : "secondary",
        busy: this.isBusy,
        press: () => void this.signIn(found, bring),
      });
    if (this.isSecond) {
      // An account is the person's own; a link may be anybody's, so bringing things along is not the first choice there.
      const isOwn = found.source === "provider";
      const keys = html`<div class="login-keys">${go(t(LOGIN.bring), true, isOwn)}${go(t(LOGIN.goAlone), false, !isOwn)}</div>`;
      return emptyState(t(LOGIN.bringTitle, { you }), t(LOGIN.leaves, { you, name }), keys, true);
    }
    const next = key({
      label: t(LOGIN.next),
      kind: "primary",
      press: () => {
        this.isSecond = true;
      },
    });
    const stays = found.may_bring || you === "" ? "" : t(LOGIN.staysWith, { you });
    const first = found.may_bring ? next : go(t(LOGIN.go), false, true);
    return emptyState(t(LOGIN.as, { name }), `${t(LOGIN[found.source], { name })} ${stays}`, first, true);
  }

  override render() {
    const content = this.error
      ? this.refused()
      : this.found
        ? this.question(this.found)
        : this.proof
          ? loading(html`<div class="state-frame"></div>`)
          : this.form();
    // No account menu: it would make a guest of whoever has come to sign in.
    return html`<rt-header unknown></rt-header>
      <main id="content" tabindex="-1" class="page">${content}</main>`;
  }
}
