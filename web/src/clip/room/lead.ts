import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../i18n";
import { iconKey } from "../../ui/key";
import { attempt, changeSession } from "../actions";
import type { ClipSession } from "../session";
import { ROOM } from "./words";

const MOST_SECONDS = 60;
/** Several presses in a row are one change. */
const SETTLE_MS = 350;

/** The reaction lead: seconds subtracted from every tap. */
@customElement("rt-reaction-lead")
export class ReactionLead extends LitElement {
  @property({ attribute: false }) session: ClipSession | undefined;
  @state() private wanted: number | undefined;
  @state() private status: "idle" | "saving" | "saved" = "idle";
  private timer: ReturnType<typeof setTimeout> | undefined;

  override createRenderRoot() {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.wanted !== undefined && this.status !== "saving") void this.save();
  }

  private change(step: number): void {
    const now = this.wanted ?? this.session?.lead_seconds ?? 0;
    this.wanted = Math.max(0, Math.min(MOST_SECONDS, now + step));
    this.status = "idle";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), SETTLE_MS);
  }

  private async save(): Promise<void> {
    clearTimeout(this.timer);
    const { session, wanted } = this;
    if (!session || wanted === undefined) return;
    this.status = "saving";
    const saved = await attempt(() => changeSession(session.id, { lead_seconds: wanted }));
    if (this.wanted !== wanted) return; // changed again meanwhile: that save shows its own result
    this.wanted = undefined;
    this.status = saved ? "saved" : "idle";
  }

  override render() {
    const { session } = this;
    if (!session) return nothing;
    const seconds = this.wanted ?? session.lead_seconds ?? 0;
    const word =
      this.wanted !== undefined || this.status === "saving"
        ? t(ROOM.saving)
        : this.status === "saved"
          ? t(ROOM.saved)
          : "";
    return html`<div class="lead">
      <div><h2 class="section">${t(ROOM.lead)} <span class="lead-status" role="status">${word}</span></h2><p class="lead-help">${t(ROOM.leadHelp)}</p></div>
      <div class="lead-keys" role="group" aria-label=${t(ROOM.lead)}>
        ${iconKey({ label: t(ROOM.less), icon: "minus", press: () => this.change(-1), class: "icon-key-framed" })}
        <output class="lead-value">${t(ROOM.seconds, { n: seconds })}</output>
        ${iconKey({ label: t(ROOM.more), icon: "plus", press: () => this.change(1), class: "icon-key-framed" })}
      </div>
    </div>`;
  }
}
