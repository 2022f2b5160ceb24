import { html, LitElement } from "lit";
import { customElement, state } from "lit/decorators.js";
import { heatStrip } from "../ui/strip";
import { bars } from "./heat";
import { hms } from "./timeline";
import "./miniature.css";

/** A small stream: three groups of taps among single ones. */
const PATTERN = [
  0, 1, 0, 1, 0, 0, 1, 2, 5, 7, 6, 2, 1, 0, 1, 1, 0, 1, 0, 2, 3, 6, 9, 6, 2, 1, 0, 1, 0, 1, 1, 0, 1, 2, 4, 8,
  6, 2, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1,
];
const ROWS = [
  { seconds: 2535, count: 7 },
  { seconds: 2282, count: 2 },
  { seconds: 1900, count: 12 },
];

/** A small clip page. It counts real presses, and sends nothing. */
@customElement("rt-clips-miniature")
export class ClipsMiniature extends LitElement {
  @state() private rows = ROWS;
  @state() private counts = PATTERN;

  override createRenderRoot() {
    return this;
  }

  private tap(): void {
    const last = this.counts.length - 1;
    this.rows = this.rows.map((row, index) => (index === 0 ? { ...row, count: row.count + 1 } : row));
    this.counts = this.counts.map((taps, index) => (index === last ? taps + 1 : taps));
  }

  override render() {
    return html`<div class="clips-miniature" aria-hidden="true">
      <button type="button" class="mini-clip" tabindex="-1" @click=${this.tap}><span>🔥</span>Clip<br />Moment</button>
      <ol class="mini-rows num">
        ${this.rows.map((row) => html`<li><span class="time">${hms(row.seconds)}</span><span>×${row.count}</span></li>`)}
      </ol>
      ${heatStrip(bars(this.counts), "mini-heat")}
    </div>`;
  }
}

export const clipsMiniature = () => html`<rt-clips-miniature></rt-clips-miniature>`;
