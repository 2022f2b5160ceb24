import { html, LitElement, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../i18n";
import { VOICE } from "../words";

const SEGMENTS = 20;
const FLOOR_DB = -60;
const HOLD_MS = 1000;

/** The segments from silence to full; where yellow and red begin. */
function lit(db: number): number {
  return Math.round(((Math.max(FLOOR_DB, Math.min(0, db)) - FLOOR_DB) / -FLOOR_DB) * SEGMENTS);
}

function tone(segment: number): string {
  const db = FLOOR_DB + ((segment + 1) / SEGMENTS) * -FLOOR_DB;
  return db > -3 ? "rec" : db > -12 ? "hold" : "live";
}

/** A level in twenty segments; the highest one stays for a second. */
@customElement("rt-meter")
export class Meter extends LitElement {
  @property({ type: Number }) db = FLOOR_DB;
  private held = 0;
  private heldAt = 0;

  override createRenderRoot() {
    return this;
  }

  protected override willUpdate(_: PropertyValues): void {
    const now = performance.now();
    const level = lit(this.db);
    if (this.db <= FLOOR_DB) this.held = 0;
    if (level >= this.held || now - this.heldAt > HOLD_MS) {
      this.held = level;
      this.heldAt = now;
    }
  }

  override render() {
    const level = lit(this.db);
    return html`<div class="meter" part="meter" role="meter" aria-label=${t(VOICE.level)} aria-valuemin=${FLOOR_DB}
      aria-valuemax="0" aria-valuenow=${Math.round(this.db)} aria-valuetext="${Math.round(this.db)} dB">
      ${Array.from({ length: SEGMENTS }, (_, segment) => {
        const on = segment < level || segment === this.held - 1;
        return html`<i class=${on ? `on ${tone(segment)}` : ""}></i>`;
      })}
    </div>`;
  }
}
