import { html, type TemplateResult } from "lit";
import { count, t } from "../../i18n";
import { find } from "../../ui/list/find";
import { segmented } from "../../ui/segmented";
import type { Peak } from "../moments/peaks";
import { KINDS, MOSTS, ORDERS, ofKind, type ReviewFilter } from "./filter";
import { PEOPLE_COUNT, REVIEW } from "./words";

export interface ReviewTools {
  readonly peaks: readonly Peak[];
  readonly filter: ReviewFilter;
  readonly set: (change: Partial<ReviewFilter>, how?: "push" | "replace") => void;
  /** The slider moves. */
  readonly slide: (people: number) => void;
  /** The slider has stopped. */
  readonly slid: () => void;
}

/** What chooses the moments that are shown. */
export function reviewTools({ peaks, filter, set, slide, slid }: ReviewTools): TemplateResult {
  const most = Math.max(1, ...peaks.map((peak) => peak.people));
  const labels = { best: REVIEW.best, all: REVIEW.all, clipped: REVIEW.clipped };
  const orders = { heat: REVIEW.byHeat, time: REVIEW.byTime, tag: REVIEW.byTag };
  const chosen = (event: Event) => (event.target as HTMLSelectElement).value;
  return html`<div class="review-tools">
    ${segmented<ReviewFilter["show"]>({
      label: t(REVIEW.filter),
      name: "review-filter",
      value: filter.show,
      options: KINDS.map((value) => ({
        value,
        label: t(labels[value]),
        count: ofKind(peaks, value, filter).length,
      })),
      change: (show) => set({ show }),
    })}
    <label class="review-least"><span>${t(REVIEW.atLeast)}</span>
      <input type="range" min="1" max=${Math.max(2, most)} .value=${String(filter.people)} ?disabled=${most < 2} aria-valuetext=${count(filter.people, PEOPLE_COUNT)}
        @input=${(event: Event) => slide(Number((event.target as HTMLInputElement).value))} @change=${slid} />
      <b class="num">${count(filter.people, PEOPLE_COUNT)}</b></label>
    <span class="review-selects">
      <select class="select" aria-label=${t(REVIEW.howMany)} ?disabled=${filter.show !== "best"} @change=${(event: Event) => set({ most: Number(chosen(event)) })}>
        ${MOSTS.map((n) => html`<option value=${n} .selected=${n === filter.most}>${t(REVIEW.theBest, { n })}</option>`)}</select>
      <select class="select" aria-label=${t(REVIEW.order)} @change=${(event: Event) => set({ order: chosen(event) as ReviewFilter["order"] })}>
        ${ORDERS.map((order) => html`<option value=${order} .selected=${order === filter.order}>${t(orders[order])}</option>`)}</select>
      ${find({ id: "review-find", label: t(REVIEW.find), value: filter.find, input: (text) => set({ find: text }, "replace") })}
    </span>
  </div>`;
}
