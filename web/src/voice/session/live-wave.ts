import { html, LitElement, svg } from "lit";
import { customElement, state } from "lit/decorators.js";
import { recorder } from "../host";
import "./waveform.css";

const BARS = 60;
const HEIGHT = 36;
const PITCH = 6;
const FLOOR_DB = -60;

/** The level of the last seconds during the recording. */
@customElement("rt-live-wave")
export class LiveWave extends LitElement {
  @state() private heights: readonly number[] = [];
  private loudest = FLOOR_DB;
  private levels = 0;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    recorder.addEventListener("level", this.onLevel);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    recorder.removeEventListener("level", this.onLevel);
  }

  /** Four levels make one bar: five bars a second. */
  private readonly onLevel = (event: Event): void => {
    this.loudest = Math.max(this.loudest, (event as CustomEvent<number>).detail);
    this.levels += 1;
    if (this.levels % 4 > 0 || !recorder.isRecording) return;
    const height = Math.max(3, (1 - this.loudest / FLOOR_DB) * HEIGHT);
    this.heights = [...this.heights, height].slice(-BARS);
    this.loudest = FLOOR_DB;
  };

  override render() {
    return html`<svg class="live-wave" width=${BARS * PITCH} height=${HEIGHT} aria-hidden="true">
      ${this.heights.map(
        (height, bar) =>
          svg`<rect x=${bar * PITCH} y=${(HEIGHT - height) / 2} width="3" height=${height} rx="1.5" />`,
      )}
    </svg>`;
  }
}
