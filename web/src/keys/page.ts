import { html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import "../app/header";
import { setPageTitle } from "../app/page-title";
import { Shortcuts } from "../app/shortcuts";
import { homeFeed } from "../home/feed";
import { t } from "../i18n";
import { key } from "../ui/key";
import { mayDialog } from "./form";
import "./keys.css";
import type { KeyList } from "./list";
import "./list";
import { HOOKS } from "./webhook-words";
import type { Webhooks } from "./webhooks";
import "./webhooks";
import { KEYS } from "./words";

/** `/keys`: what lets scripts act as one. */
@customElement("rt-keys-page")
export class KeysPage extends LitElement {
  constructor() {
    super();
    new Shortcuts(this, () => [
      {
        key: "N",
        label: t(KEYS.newKey),
        run: () => void this.querySelector<KeyList>("rt-key-list")?.startNew(),
      },
      {
        key: "W",
        label: t(HOOKS.newWebhook),
        run: () => void this.querySelector<Webhooks>("rt-webhooks")?.startNew(),
      },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(KEYS.page));
    homeFeed.follow();
  }

  override render() {
    return html`<rt-header></rt-header>
      <main id="content" tabindex="-1" class="page keys-page">
        <div class="keys-top">
          <div><h1>${t(KEYS.page)}</h1><p class="keys-lead">${t(KEYS.lead)}</p></div>
          ${key({ label: t(KEYS.may), icon: "file", kind: "ghost", press: () => void mayDialog() })}
        </div>
        <div class="keys-columns"><rt-key-list></rt-key-list><rt-webhooks></rt-webhooks></div>
      </main>`;
  }
}
