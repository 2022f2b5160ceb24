import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { client } from "../app/client";
import { Tick } from "../app/tick";
import type { Segment } from "./session";
import { clockSeconds, currentSegment, hms, vodSeconds } from "./timeline";

/**
 * The running timecode. `vod` shows the position in a video without breaks instead of the offset in the segment. It
 * also runs offline: the difference to the server's clock is known.
 */
@customElement("rt-clip-clock")
export class ClipClock extends LitElement {
  @property({ attribute: false }) segments: readonly Segment[] = [];
  @property({ type: Boolean }) vod = false;

  constructor() {
    super();
    new Tick(
      this,
      () => currentSegment(this.segments)?.end_time === null,
      () => Date.parse(currentSegment(this.segments)?.start_time ?? ""),
    );
  }

  override createRenderRoot() {
    return this;
  }

  override render() {
    const offset = clockSeconds(this.segments, client.connection.serverNow());
    const segment = currentSegment(this.segments);
    const seconds = this.vod && segment ? vodSeconds(this.segments, segment.index, offset) : offset;
    return html`${hms(seconds)}`;
  }
}
