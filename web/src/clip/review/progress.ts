import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { css } from "../../ui/css";
import { groupMoments } from "../moments/moments";
import type { ClipState } from "../state";
import { cutsOf } from "./edits";
import { REVIEW } from "./words";

/** `6 of 10 clipped` and its bar. */
export function progress({ clips, review }: ClipState): TemplateResult {
  const moments = groupMoments(clips, cutsOf(review));
  const done = moments.filter((moment) => moment.clipped).length;
  const share = moments.length === 0 ? 0 : done / moments.length;
  return html`<span class="progress"><span class="progress-words num"><b>${done}</b>${t(REVIEW.ofClipped, { all: moments.length })}</span>
    <span class="progress-rail" aria-hidden="true"><i style=${css({ "--share": share })}></i></span></span>`;
}
