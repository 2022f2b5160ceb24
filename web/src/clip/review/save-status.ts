import { html, LitElement } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../i18n";
import { REVIEW } from "./words";

/** Changes in progress, as the pages report them. */
const saves = new EventTarget();
let pending = 0;

/** Follows a change until the server has stored or refused it; the caller shows a refusal. */
export async function saving(change: Promise<boolean>): Promise<boolean> {
  pending += 1;
  saves.dispatchEvent(new Event("change"));
  const done = await change;
  pending -= 1;
  saves.dispatchEvent(new CustomEvent("change", { detail: done }));
  return done;
}

/** Screen readers announce at most one change of this in five seconds. */
const SPEAK_MS = 5000;

/** `Saving…` and `Saved`, the latter only after the ack. */
@customElement("rt-save-status")
export class SaveStatus extends LitElement {
  @state() private word = "";
  @state() private spoken = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    saves.addEventListener("change", this.follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    saves.removeEventListener("change", this.follow);
    clearTimeout(this.timer);
  }

  private readonly follow = (event: Event): void => {
    if (pending > 0) this.word = t(REVIEW.saving);
    else this.word = (event as CustomEvent<boolean>).detail ? t(REVIEW.saved) : "";
    this.timer ??= setTimeout(() => {
      this.spoken = this.word;
      this.timer = undefined;
    }, SPEAK_MS);
  };

  override render() {
    return html`<span class="save-status" aria-hidden="true">${this.word}</span><span class="visually-hidden" role="status">${this.spoken}</span>`;
  }
}
