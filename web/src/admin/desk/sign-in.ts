import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { errorSentence, isCoded } from "../../i18n/errors";
import { field } from "../../ui/field";
import { key } from "../../ui/key";
import "./sign-in.css";
import { ADMIN } from "../words";

/** A token that the provider's page sent back in the fragment; taken out of the address, where others would see it. */
function returnedToken(): string {
  const found = /^#token=([\w.~-]{1,8192})$/.exec(location.hash)?.[1] ?? "";
  if (found) history.replaceState(null, "", location.pathname + location.search);
  return found;
}

/** Who may not see the page signs in: by a token of the command line, or at the identity provider. */
@customElement("rt-admin-sign-in")
export class AdminSignIn extends LitElement {
  /** The name under which somebody is here without the role; empty for nobody. */
  @property() who = "";
  @state() private token = "";
  @state() private error: string | undefined;
  @state() private busy = false;
  @state() private loginUrl: string | null = null;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Never used before a key is pressed: a link of somebody else could bring their token.
    this.token = returnedToken();
    client.request("GET", "/api/auth/sign-in").then(
      ({ login_url }) => {
        this.loginUrl = login_url;
      },
      () => {}, // a token can still be pasted
    );
  }

  private async signIn(event: Event): Promise<void> {
    event.preventDefault();
    const token = this.token.trim();
    if (!token || this.busy) return;
    this.busy = true;
    this.error = undefined;
    try {
      await client.request("PUT", "/api/auth/token", { body: { token, needs_role: "admin" } });
      location.reload(); // somebody else from here on
      return;
    } catch (error) {
      const code = isCoded(error) ? error.code : "";
      const known = { invalid_payload: t(ADMIN.badToken), forbidden: t(ADMIN.noRole) }[code];
      this.error = known ?? errorSentence(error);
    }
    this.busy = false;
  }

  private provider() {
    if (!this.loginUrl) return nothing;
    const to = new URL(this.loginUrl);
    to.searchParams.set("return_to", location.origin + location.pathname);
    return html`<a class="key key-secondary" href=${to.href} rel="noreferrer"><span>${t(ADMIN.provider)}</span></a>`;
  }

  override render() {
    return html`<div class="panel admin-sign-in">
      <h1>${t(ADMIN.forbidden)}</h1>
      <p>${t(ADMIN.forbiddenHelp)}</p>
      ${this.who ? html`<p class="label"><bdi>${visible(t(ADMIN.signInAs, { name: this.who }))}</bdi></p>` : nothing}
      <form @submit=${this.signIn}>
        ${field({
          id: "admin-token",
          label: t(ADMIN.token),
          value: this.token,
          error: this.error,
          input: (value) => {
            this.token = value;
            this.error = undefined;
          },
        })}
        <p class="label">${t(ADMIN.replaces)}</p>
        <div class="admin-sign-in-keys">
          ${key({ label: t(ADMIN.signIn), kind: "primary", submit: true, busy: this.busy, press: () => {} })}
          ${this.provider()}
        </div>
      </form>
      <p class="label mono">${t(ADMIN.tokenHelp)}</p>
    </div>`;
  }
}
