import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { count, t } from "../i18n";
import { icon } from "../ui/icons";
import { BACK_MS, backOnline } from "./back-online";
import { client } from "./client";

const WORDS = {
  connected: { en: "Connected", ru: "На связи" },
  reconnecting: { en: "Reconnecting…", ru: "Подключаемся…" },
  offline: { en: "Offline", ru: "Нет сети" },
};
const WAITING = {
  en: { one: "Offline: 1 change waiting", other: "Offline: {n} changes waiting" },
  ru: {
    one: "Нет сети: ждёт {n} изменение",
    few: "Нет сети: ждут {n} изменения",
    many: "Нет сети: ждут {n} изменений",
  },
};

/** A break of under a second is not shown; after five seconds it is an outage. */
const QUIET_MS = 1000;

/** The state of the connection in the header: hidden while it is good (`Connected` on the home page). */
@customElement("rt-connection")
export class ConnectionBadge extends LitElement {
  /** Shows `Connected` too. */
  @property({ type: Boolean }) always = false;
  @state() private shown: "nothing" | "reconnecting" | "offline" | "back" = "nothing";
  private sent = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    client.connection.addEventListener("state", this.follow);
    client.queue.addEventListener("change", this.follow);
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    client.connection.removeEventListener("state", this.follow);
    client.queue.removeEventListener("change", this.follow);
    clearTimeout(this.timer);
  }

  private readonly follow = (): void => {
    const { state: now } = client.connection;
    const { waiting } = client.queue;
    if (now === "online") {
      if (this.shown === "offline") this.showBack();
      else if (this.shown === "reconnecting") this.show("nothing");
      else if (this.shown === "nothing") clearTimeout(this.timer);
    } else if (now === "offline") {
      this.sent = Math.max(this.sent, waiting);
      this.show("offline");
    } else if (now === "reconnecting" && this.shown === "nothing") {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.show("reconnecting"), QUIET_MS);
    }
    this.requestUpdate();
  };

  private show(what: typeof this.shown): void {
    clearTimeout(this.timer);
    this.shown = what;
  }

  private showBack(): void {
    this.show("back");
    this.timer = setTimeout(() => {
      this.sent = 0;
      this.show("nothing");
    }, BACK_MS);
  }

  private badge(): TemplateResult | typeof nothing {
    const { waiting } = client.queue;
    switch (this.shown) {
      case "offline":
        return html`<span class="pill pill-hold">${icon("plug", 14)}${waiting > 0 ? count(waiting, WAITING) : t(WORDS.offline)}</span>`;
      case "reconnecting":
        return html`<span class="pill pill-neutral">${t(WORDS.reconnecting)}</span>`;
      case "back": {
        const sent = this.sent - waiting;
        return html`<span class="pill pill-live"><i class="shape shape-dot"></i>${backOnline(sent)}</span>`;
      }
      default:
        if (!this.always || client.connection.state !== "online") return nothing;
        return html`<span class="connected"><i class="shape shape-dot"></i>${t(WORDS.connected)}</span>`;
    }
  }

  override render() {
    return html`<span class="connection" role="status">${this.badge()}</span>`;
  }
}
