import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { navigate } from "../../app/router";
import { t } from "../../i18n";
import { errorSentence, isCoded, retryAfter } from "../../i18n/errors";
import { field } from "../../ui/field";
import { key } from "../../ui/key";
import { CLIP } from "../words";
import { createSession } from "./store";
import { LIST } from "./words";

const LIMIT = 100;

/** The form that makes a session. After `rate_limited`, its button counts down. */
@customElement("rt-clip-create")
export class CreateForm extends LitElement {
  /** Distinguishes two forms (the row and the phone's sheet). */
  @property() name = "row";
  /** The session with whose settings the new one starts. */
  @property() like: string | undefined;
  @state() private titleText = "";
  @state() private gameText = "";
  @state() private busy = false;
  @state() private error: string | undefined;
  @state() private wait = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    client.connection.addEventListener("state", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    client.connection.removeEventListener("state", this.redraw);
    clearInterval(this.timer);
  }

  protected override firstUpdated(): void {
    if (this.name === "sheet") this.querySelector("input")?.focus();
  }

  private readonly redraw = (): void => this.requestUpdate();

  private countDown(seconds: number): void {
    clearInterval(this.timer);
    this.wait = seconds;
    this.timer = setInterval(() => {
      this.wait -= 1;
      if (this.wait <= 0) clearInterval(this.timer);
    }, 1000);
  }

  private async create(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || this.wait > 0) return;
    this.busy = true;
    this.error = undefined;
    try {
      const session = await createSession(this.titleText.trim(), this.gameText.trim(), this.like);
      this.dispatchEvent(new Event("created", { bubbles: true }));
      navigate(`/clips/${encodeURIComponent(session.id)}`);
    } catch (error) {
      if (isCoded(error) && error.code === "rate_limited") this.countDown(retryAfter(error));
      else this.error = errorSentence(error);
    }
    this.busy = false;
  }

  private get reason(): string | undefined {
    if (this.wait > 0) return t(LIST.tooFast, { n: this.wait });
    return client.connection.state === "offline" ? t(LIST.offline) : undefined;
  }

  override render() {
    const { reason } = this;
    return html`<form class="create" @submit=${this.create}>
      ${field({
        id: `create-title-${this.name}`,
        label: t(CLIP.title),
        value: this.titleText,
        limit: LIMIT,
        input: (value) => {
          this.titleText = value;
        },
      })}
      ${field({
        id: `create-game-${this.name}`,
        label: t(CLIP.game),
        hint: t(CLIP.optional),
        value: this.gameText,
        limit: LIMIT,
        input: (value) => {
          this.gameText = value;
        },
      })}
      ${key({ label: this.wait > 0 ? (reason ?? "") : t(LIST.create), kind: "primary", submit: true, busy: this.busy, reason, press: () => {}, class: "create-key" })}
      ${this.error ? html`<p class="create-error" role="alert">${this.error}</p>` : nothing}
    </form>`;
  }
}
