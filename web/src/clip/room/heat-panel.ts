import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { client } from "../../app/client";
import { Tick } from "../../app/tick";
import { locale, t } from "../../i18n";
import { css } from "../../ui/css";
import { heatStrip } from "../../ui/strip";
import { bars, heatCounts, partsFor } from "../heat";
import { groupMoments, ordered } from "../moments/moments";
import type { Clip, Segment } from "../session";
import { shortLength } from "../speech";
import type { ClipState } from "../state";
import { hms, lengthSeconds, type Stretch, stretches } from "../timeline";
import { CLIP } from "../words";
import { ROOM } from "./words";

/** Bars over the whole width at 1280 px: 5 px each with their gaps of 2.5 px. */
const MOST_BARS = 90;

const clockTime = (at: number): string =>
  new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });

/** Segments with their taps in proportion, hatched breaks, and the present time as a green line. Only for display. */
@customElement("rt-heat-panel")
export class HeatPanel extends LitElement {
  @property({ attribute: false }) state: ClipState | undefined;

  constructor() {
    super();
    new Tick(this, () => this.state?.session.status === "active" || this.state?.session.status === "paused");
  }

  override createRenderRoot() {
    return this;
  }

  private segment(
    stretch: Stretch,
    segment: Segment,
    clips: readonly Clip[],
    share: number,
    last: boolean,
  ): TemplateResult {
    const open = segment.end_time === null;
    const seconds = (stretch.end - stretch.start) / 1000;
    const range = open ? t(ROOM.since, { time: clockTime(stretch.start) }) : `00:00:00 – ${hms(seconds)}`;
    const counts = heatCounts(clips, seconds, partsFor(share, MOST_BARS));
    return html`<div class="stretch stretch-segment ${last ? "stretch-current" : ""}" style=${css({ "--share": share })}>
      <div class="stretch-head num"><b>${t(CLIP.segment, { n: segment.index })}</b><span class="stretch-times" title=${range}>${range}</span></div>
      <div class="stretch-body">${heatStrip(bars(counts))}${open ? html`<i class="stretch-now"></i>` : nothing}</div>
    </div>`;
  }

  private rest(stretch: Stretch, share: number): TemplateResult {
    return html`<div class="stretch stretch-break" style=${css({ "--share": share })}>
      <div class="stretch-head"><span>${t(ROOM.breakWord)}</span></div>
      <div class="stretch-body"><span>${shortLength((stretch.end - stretch.start) / 1000)}</span></div>
    </div>`;
  }

  private table(state: ClipState, now: number): TemplateResult {
    return html`<table class="visually-hidden">
      <caption>${t(ROOM.heatTable)}</caption>
      <tr><th scope="col">${t(CLIP.segment, { n: "" }).trim()}</th><th scope="col">${t(ROOM.taps)}</th><th scope="col">${t(ROOM.hottest)}</th></tr>
      ${state.segments.map((segment) => {
        const clips = state.clips.filter((clip) => clip.segment_index === segment.index);
        const top = ordered(groupMoments(clips), "hottest")[0];
        return html`<tr><th scope="row">${segment.index} (${hms(lengthSeconds(segment, now))})</th><td>${clips.length}</td>
          <td>${top ? `${top.offsetHms} ×${top.clips.length}` : "–"}</td></tr>`;
      })}
    </table>`;
  }

  override render() {
    const { state } = this;
    if (!state) return nothing;
    const now = client.connection.serverNow();
    const line = stretches(state.segments, now, state.session.status === "paused");
    const whole = line.reduce((sum, stretch) => sum + stretch.end - stretch.start, 0) || 1;
    const last = state.segments.at(-1);
    return html`<section class="heat-panel panel" aria-labelledby="heat">
      <div class="heat-head"><h2 class="section" id="heat">${t(ROOM.heat)}</h2><p class="label">${t(ROOM.heatHint)}</p></div>
      <div class="heat-line" aria-hidden="true">
        ${line.length === 0 ? html`<div class="stretch stretch-segment stretch-current"><div class="stretch-body"></div></div>` : nothing}
        ${line.map((stretch) => {
          const share = (stretch.end - stretch.start) / whole;
          const { segment } = stretch;
          if (!segment) return this.rest(stretch, share);
          const clips = state.clips.filter((clip) => clip.segment_index === segment.index);
          return this.segment(stretch, segment, clips, share, segment === last);
        })}
      </div>
      ${this.table(state, now)}
    </section>`;
  }
}
