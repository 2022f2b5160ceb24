import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { css } from "../../ui/css";
import { key } from "../../ui/key";
import type { Moment } from "../moments/moments";
import type { Clip } from "../session";
import type { ClipState } from "../state";
import { hms } from "../timeline";
import "./detail.css";
import { type Edits, inAndOut, splitSecond } from "./edits";
import { REVIEW } from "./words";

/** Seconds on each side of the peak. */
const AROUND = 40;
const MAX_MERGED = 120;
const MAX_SPAN = 600;
const NOTES = 4;
type End = "in" | "out";

/** The open moment: its heat with in and out as handles, its notes, split and merge. */
@customElement("rt-moment-detail")
export class MomentDetail extends LitElement {
  @property({ attribute: false }) state: ClipState | undefined;
  @property({ attribute: false }) moment: Moment | undefined;
  @property({ attribute: false }) neighbours: readonly (Moment | undefined)[] = [];
  @property({ attribute: false }) edits: Edits | undefined;
  @property({ attribute: false }) rename: (note: string) => void = () => {};
  /** Where the handles are while one of them is dragged. */
  @state() private dragged: readonly [number, number] | undefined;
  private frame: readonly [number, number] | undefined;

  override createRenderRoot() {
    return this;
  }

  private get ends(): readonly [number, number] {
    if (this.dragged) return this.dragged;
    return this.moment && this.state ? inAndOut(this.moment, this.state) : [0, 1];
  }

  /** The neighbour that is nearer and may be put together with this moment. */
  get mergeable(): { earlier: Moment; later: Moment } | undefined {
    const { moment } = this;
    if (!moment) return undefined;
    const [before, after] = this.neighbours;
    const pairs = [
      ...(before ? [{ earlier: before, later: moment }] : []),
      ...(after ? [{ earlier: moment, later: after }] : []),
    ].filter(({ earlier, later }) => later.last.offset_seconds - earlier.first.offset_seconds <= MAX_MERGED);
    const gap = ({ earlier, later }: { earlier: Moment; later: Moment }) =>
      later.first.offset_seconds - earlier.last.offset_seconds;
    return pairs.sort((a, b) => gap(a) - gap(b))[0];
  }

  split(): void {
    if (this.moment) void this.edits?.split(this.moment);
  }

  merge(): void {
    const pair = this.mergeable;
    if (pair) void this.edits?.merge(pair.earlier, pair.later);
  }

  /** Moves an end by seconds, and keeps it. */
  move(end: End, by: number): void {
    const [first, last] = this.ends;
    const moved = this.within(end === "in" ? [first + by, last] : [first, last + by], end);
    void this.keep(moved);
  }

  private within([first, last]: readonly [number, number], end: End): readonly [number, number] {
    if (end === "in") return [Math.max(0, last - MAX_SPAN, Math.min(first, last - 1)), last];
    return [first, Math.min(first + MAX_SPAN, Math.max(last, first + 1))];
  }

  private async keep(ends: readonly [number, number]): Promise<void> {
    const { moment } = this;
    if (!moment) return;
    this.dragged = ends;
    await this.edits?.setSpan(moment, ...ends);
    this.dragged = undefined;
    this.frame = undefined;
  }

  private drag(event: PointerEvent, end: End): void {
    const handle = event.currentTarget as HTMLElement;
    const box = handle.parentElement?.getBoundingClientRect();
    if (!box || event.button !== 0) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const [from, to] = this.range();
    this.frame = [from, to];
    const start = this.ends;
    const follow = (moved: PointerEvent) => {
      const second = Math.round(from + ((moved.clientX - box.left) / box.width) * (to - from));
      this.dragged = this.within(end === "in" ? [second, start[1]] : [start[0], second], end);
    };
    const stop = () => {
      handle.removeEventListener("pointermove", follow);
      handle.removeEventListener("pointerup", stop);
      handle.removeEventListener("pointercancel", stop);
      const { dragged } = this;
      if (dragged && (dragged[0] !== start[0] || dragged[1] !== start[1])) void this.keep(dragged);
      else this.dragged = this.frame = undefined;
    };
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("pointerup", stop);
    handle.addEventListener("pointercancel", stop);
  }

  /** The seconds that are drawn; they stay while a handle is dragged. */
  private range(): readonly [number, number] {
    if (this.frame) return this.frame;
    const { moment } = this;
    if (!moment) return [0, 1];
    const [first, last] = this.ends;
    return [
      Math.max(0, Math.min(first - 5, moment.offsetSeconds - AROUND, moment.first.offset_seconds - 5)),
      Math.max(last + 5, moment.offsetSeconds + AROUND, moment.last.offset_seconds + 5),
    ];
  }

  private clipsIn(from: number, to: number): Clip[] {
    const { segmentIndex } = this.moment as Moment;
    return (this.state?.clips ?? []).filter(
      (clip) =>
        clip.segment_index === segmentIndex && clip.offset_seconds >= from && clip.offset_seconds <= to,
    );
  }

  private curve(from: number, to: number): TemplateResult {
    const moment = this.moment as Moment;
    const near = this.clipsIn(from - 2, to + 2);
    const counts = new Array<number>(to - from + 5).fill(0);
    for (const clip of near)
      counts[clip.offset_seconds - from + 2] = (counts[clip.offset_seconds - from + 2] ?? 0) + 1;
    const smooth = (at: number) =>
      [1, 2, 3, 2, 1].reduce((sum, weight, by) => sum + weight * (counts[at + by] ?? 0), 0) / 9;
    const heights = Array.from({ length: to - from + 1 }, (_, at) => smooth(at));
    const top = Math.max(0.5, ...heights);
    const x = (second: number) => (((second - from) / (to - from)) * 100).toFixed(2);
    const path = (first: number, last: number) => {
      const points = heights
        .map((height, at) => [from + at, height] as const)
        .filter(([second]) => second >= first && second <= last)
        .map(([second, height]) => `L${x(second)} ${(100 - Math.max(2, (height / top) * 94)).toFixed(1)}`);
      return points.length === 0 ? "" : `M${x(first)} 100${points.join("")}L${x(last)} 100Z`;
    };
    const [first, last] = [
      Math.max(from, moment.first.offset_seconds - 2),
      Math.min(to, moment.last.offset_seconds + 2),
    ];
    const ticks = [...new Set(near.map((clip) => clip.offset_seconds))].filter(
      (second) => second >= from && second <= to,
    );
    return html`<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">${svg`
      <path class="curve-quiet" d=${path(from, first)}></path><path class="curve-hot" d=${path(first, last)}></path><path class="curve-quiet" d=${path(last, to)}></path>`}</svg>
      <svg class="detail-ticks" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${ticks.map(
        (second) => svg`<path d=${`M${x(second)} 0V10`}></path>`,
      )}</svg>`;
  }

  private handle(end: End, at: number, percent: string): TemplateResult {
    const label = t(end === "in" ? REVIEW.in : REVIEW.out);
    return html`<button type="button" class="detail-handle detail-${end}" role="slider" aria-label=${label} aria-valuenow=${at} aria-valuetext=${hms(at)}
      aria-valuemin="0" aria-valuemax=${at + MAX_SPAN} style=${css({ "--x": percent })}
      @pointerdown=${(event: PointerEvent) => this.drag(event, end)}
      @keydown=${(event: KeyboardEvent) => {
        const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        this.move(end, event.shiftKey ? by * 5 : by);
      }}></button>`;
  }

  private notes(moment: Moment): TemplateResult | typeof nothing {
    const counts = new Map<string, number>();
    for (const { note } of moment.clips) if (note) counts.set(note, (counts.get(note) ?? 0) + 1);
    const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, NOTES);
    if (most.length === 0) return nothing;
    return html`<span class="label">${t(REVIEW.notes)}</span>${most.map(
      ([note, times]) =>
        html`<button type="button" class="detail-note" title=${visible(note)} @click=${() => this.rename(note)}><bdi>${visible(note)}</bdi>${times > 1 ? html`<span class="num">×${times}</span>` : nothing}</button>`,
    )}`;
  }

  override render() {
    const { moment } = this;
    if (!moment || !this.state) return nothing;
    const [first, last] = this.ends;
    const [from, to] = this.range();
    const percent = (second: number) => `${(((second - from) / (to - from)) * 100).toFixed(2)}%`;
    const alone = splitSecond(moment.clips) === undefined;
    return html`<div class="detail">
      <div class="detail-strip">
        ${this.curve(from, to)}
        <i class="detail-span" style=${css({ "--x": percent(first), "--to": percent(last) })}></i>
        <i class="detail-peak" style=${css({ "--x": percent(moment.offsetSeconds) })}></i>
        ${this.handle("in", first, percent(first))}${this.handle("out", last, percent(last))}
      </div>
      <p class="detail-times num"><span>${t(REVIEW.in)} ${hms(first)}</span><b>${moment.offsetHms}</b><span>${t(REVIEW.out)} ${hms(last)}</span></p>
      <div class="detail-foot"><div class="detail-notes">${this.notes(moment)}</div>
        ${alone ? nothing : key({ label: t(REVIEW.split), shortcut: "S", size: "small", press: () => this.split() })}
        ${this.mergeable ? key({ label: t(REVIEW.merge), shortcut: "M", size: "small", press: () => this.merge() }) : nothing}
      </div>
    </div>`;
  }
}
