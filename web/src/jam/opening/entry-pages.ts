import { html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../../app/client";
import "../../app/header";
import { navigate } from "../../app/router";
import { t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { notFoundContent } from "../../notfound/content";
import { errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import "../jam.css";
import { createNew } from "../sharing/share";
import { WORDS } from "../words";
import { skeleton } from "./skeleton";

/** `/s`: a new session, whose address takes the place of this one (K1, D11). */
@customElement("rt-jam-new-page")
export class JamNewPage extends LitElement {
  @state() private failed = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.create();
  }

  private async create(): Promise<void> {
    this.failed = false;
    this.failed = !(await createNew("replace"));
  }

  override render() {
    if (!this.failed) return loading(skeleton());
    return html`<rt-header></rt-header><main id="content" tabindex="-1" class="page">${errorState(t(WORDS.failed), () => void this.create())}</main>`;
  }
}

/** `/s/{id}/remix`: a remix is made and opened; the address of the copy takes the place of this one (S4, D1). */
@customElement("rt-jam-remix-page")
export class JamRemixPage extends LitElement {
  @property() sessionId = "";
  @state() private missing = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.remix();
  }

  private async remix(): Promise<void> {
    try {
      await client.ensureUser().catch(() => undefined); // the copy belongs to whoever makes it
      const { url } = await client.request<{ url: string }>("POST", `/api/sessions/${this.sessionId}/remix`);
      navigate(url, "replace");
      showToast({ text: t(WORDS.remixed), icon: "check" });
    } catch (error) {
      this.missing = true;
      const code = (error as { code?: string }).code;
      if (code !== "session_not_found" && code !== "invalid_session_id")
        showToast({ text: errorSentence(error), kind: "error" });
    }
  }

  override render() {
    if (!this.missing) return loading(skeleton());
    return html`<rt-header></rt-header><main id="content" tabindex="-1">${notFoundContent("session", location.pathname)}</main>`;
  }
}
