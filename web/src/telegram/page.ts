import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../app/client";
import { listenForFiles } from "../app/files";
import { setPageTitle } from "../app/page-title";
import { tellTelegram } from "../app/telegram";
import { t } from "../i18n";
import { errorSentence, isCoded } from "../i18n/errors";
import { later } from "../ui/later";
import { emptyState, errorState, loading } from "../ui/states";
import { TELEGRAM } from "./words";

const loadEntry = () => import("../voice/entry/page");
const loadSession = () => import("../voice/session/page");

let isPrepared = false;

/** What the first page of the document does. */
function prepare(): void {
  if (isPrepared) return;
  isPrepared = true;
  listenForFiles("/voicebot/");
  tellTelegram("web_app_ready");
  tellTelegram("web_app_expand"); // the whole height, as the recorder needs it
}

/** `/tg_app`: the pages of voice sessions inside Telegram, for whom Telegram says that its user is. */
@customElement("rt-telegram-page")
export class TelegramPage extends LitElement {
  @property() sessionId = "";
  @state() private isReady = false;
  @state() private error: unknown;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    prepare();
    void this.begin();
    later(() => Promise.all([loadEntry(), loadSession()]));
  }

  /** Signs in, and has the page ready that it shows then. */
  private async begin(): Promise<void> {
    this.error = undefined;
    setPageTitle(t(TELEGRAM.page));
    try {
      await Promise.all([client.ensureUser(), this.sessionId ? loadSession() : loadEntry()]);
      this.isReady = true;
    } catch (error) {
      this.error = error;
    }
  }

  private refused(): TemplateResult {
    const { error } = this;
    const code = isCoded(error) ? error.code : "";
    if (code === "ticket_spent") return emptyState(t(TELEGRAM.again), t(TELEGRAM.againHelp), undefined, true);
    if (code === "unauthorized")
      return emptyState(t(TELEGRAM.notProven), t(TELEGRAM.againHelp), undefined, true);
    if (code === "forbidden") return emptyState(t(TELEGRAM.notInvited), undefined, undefined, true);
    return html`<h1 class="visually-hidden">${t(TELEGRAM.failed)}</h1>${errorState(errorSentence(error), () => void this.begin())}`;
  }

  override render() {
    if (this.isReady)
      return this.sessionId
        ? html`<rt-voice-page .sessionId=${this.sessionId}></rt-voice-page>`
        : html`<rt-voice-entry-page></rt-voice-entry-page>`;
    const content =
      this.error === undefined ? loading(html`<div class="state-frame"></div>`) : this.refused();
    return html`<main id="content" tabindex="-1" class="page">${content}</main>`;
  }
}
