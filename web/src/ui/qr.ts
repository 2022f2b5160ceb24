import { html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";

/** A QR code with its quiet zone, on a light background in every theme: scanners expect dark on light. */
@customElement("rt-qr")
export class QrCode extends LitElement {
  @property() text = "";
  @property() label = "";
  @state() private path = "";
  @state() private size = 1;

  override createRenderRoot() {
    return this;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("text") && this.text !== "") void this.encode(this.text);
  }

  private async encode(text: string): Promise<void> {
    const { encode } = await import("uqr");
    if (text !== this.text) return;
    const { data, size } = encode(text, { ecc: "M", border: 2 });
    this.size = size;
    this.path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  }

  override render() {
    return html`<svg class="qr" viewBox="0 0 ${this.size} ${this.size}" role="img" aria-label=${this.label} shape-rendering="crispEdges">
      <rect class="qr-ground" width=${this.size} height=${this.size} /><path class="qr-ink" d=${this.path} />
    </svg>`;
  }
}
