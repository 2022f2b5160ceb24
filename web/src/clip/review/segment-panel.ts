import { html, type TemplateResult } from "lit";
import { locale, t } from "../../i18n";
import { heatStrip } from "../../ui/strip";
import { bars, heatCounts } from "../heat";
import type { Clip, Segment } from "../session";
import { hms, lengthSeconds } from "../timeline";
import { CLIP } from "../words";
import { REVIEW } from "./words";

const BARS = 48;

/** One segment of the review: when it was, its heat, its moments (C17). */
export function segmentPanel(
  segment: Segment,
  clips: readonly Clip[],
  rows: readonly TemplateResult[],
): TemplateResult {
  const clockTime = (iso: string) =>
    new Date(iso).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
  const seconds = lengthSeconds(segment, Date.parse(segment.start_time));
  const range = `${clockTime(segment.start_time)} – ${clockTime(segment.end_time ?? segment.start_time)} · ${hms(seconds)}`;
  return html`<section class="review-segment panel" aria-labelledby="segment-${segment.index}">
    <div class="review-segment-head">
      <h2 class="section" id="segment-${segment.index}">${t(CLIP.segment, { n: segment.index })}</h2>
      <span class="label">${range}</span>
      ${heatStrip(bars(heatCounts(clips, seconds, BARS)), "review-heat")}
    </div>
    ${rows.length > 0 ? html`<ol class="moment-rows">${rows}</ol>` : html`<p class="review-none">${t(REVIEW.noneHere)}</p>`}
  </section>`;
}
