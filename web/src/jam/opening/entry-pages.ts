import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../../app/client";
import "../../app/header";
import { navigate } from "../../app/router";
import { t } from "../../i18n";
import { errorSentence, isCoded, reference } from "../../i18n/errors";
import { notFoundContent } from "../../notfound/content";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import "../jam.css";
import { createSession } from "../session";
import { WORDS } from "../words";
import { grooveBy, grooveState } from "./grooves";
import { justMade } from "./just-made";
import { skeleton } from "./skeleton";

/** Does one thing when it is opened; shows a refusal, with a button to try again. */
abstract class EntryPage extends LitElement {
  @state() private error: unknown = null;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  protected abstract act(): Promise<void>;

  private async begin(): Promise<void> {
    this.error = null;
    try {
      await this.act();
    } catch (error) {
      this.error = error;
    }
  }

  private refused(error: unknown): TemplateResult {
    const code = isCoded(error) ? error.code : "";
    if (code === "session_not_found" || code === "invalid_session_id")
      return notFoundContent(location.pathname, "/s");
    if (code === "forbidden")
      return emptyState(t(WORDS.privateSession), t(WORDS.privateHelp), undefined, true);
    return errorState(errorSentence(error), () => void this.begin(), reference(error));
  }

  override render() {
    if (this.error === null) return loading(skeleton());
    return html`<rt-header></rt-header><main id="content" tabindex="-1" class="page">${this.refused(this.error)}</main>`;
  }
}

/** `/s`: a new session with a groove, whose address replaces this one (K1, D11, D38). */
@customElement("rt-jam-new-page")
export class JamNewPage extends EntryPage {
  protected override async act(): Promise<void> {
    void import("../page"); // while the server makes the session
    const groove = grooveBy(Math.random());
    const { id, url } = await createSession(client, grooveState(groove));
    justMade.set(id, groove);
    navigate(url, "replace");
  }
}

/** `/s/{id}/remix`: makes a remix and opens it; its address replaces this one (S4, D1). */
@customElement("rt-jam-remix-page")
export class JamRemixPage extends EntryPage {
  @property() sessionId = "";

  protected override async act(): Promise<void> {
    await client.ensureUser().catch(() => undefined); // the copy belongs to whoever makes it
    const { url } = await client.request<{ url: string }>("POST", `/api/sessions/${this.sessionId}/remix`);
    navigate(url, "replace");
    showToast({ text: t(WORDS.remixed), icon: "check" });
  }
}
