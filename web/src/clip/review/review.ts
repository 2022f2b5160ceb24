import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Shortcuts } from "../../app/shortcuts";
import { t } from "../../i18n";
import { RovingTabindex } from "../../ui/roving-tabindex";
import { segmented } from "../../ui/segmented";
import { emptyState } from "../../ui/states";
import { Marks } from "../moments/marks";
import { clippedBox, noteText, tapCount, tapRows, who } from "../moments/moment-row";
import { groupMoments, type Moment } from "../moments/moments";
import { NoteEditor } from "../moments/note-editor";
import { tagChip } from "../moments/tags";
import { ROOM } from "../room/words";
import type { ClipState } from "../state";
import { CLIP } from "../words";
import type { ExportPanel } from "./export-panel";
import "./export-panel";
import "./review.css";
import "./save-status";
import { saving } from "./save-status";
import { segmentPanel } from "./segment-panel";
import { REVIEW } from "./words";

type Filter = "all" | "clipped" | "hot";
type Part = "moments" | "export";

const FITS: Record<Filter, (moment: Moment) => boolean> = {
  all: () => true,
  clipped: (moment) => moment.clipped,
  hot: (moment) => moment.clips.length > 1,
};

/** The review of an ended session (C17–C20): moments by segment, what was clipped, notes, export. */
@customElement("rt-clip-review")
export class ClipReview extends LitElement {
  @property({ attribute: false }) state: ClipState | undefined;
  @state() private filter: Filter = "all";
  @state() private shownPart: Part = "moments";
  @state() private open: ReadonlySet<string> = new Set();
  private readonly marks = new Marks(this);
  private readonly notes = new NoteEditor(this, saving);
  private readonly roving = new RovingTabindex(this, ".moment-row");

  constructor() {
    super();
    new Shortcuts(this, () => [
      { key: "J", label: t(REVIEW.next), run: () => this.roving.step(1) },
      { key: "K", label: t(REVIEW.previous), run: () => this.roving.step(-1) },
      { key: "X", label: t(REVIEW.clippedBox), run: () => this.current && void this.mark(this.current) },
      { key: "N", label: t(REVIEW.editNote), run: () => this.current && void this.notes.open(this.current) },
      {
        key: "C",
        label: t(REVIEW.copy),
        run: () => void this.querySelector<ExportPanel>("rt-export-panel")?.copy(),
      },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  private get moments(): readonly Moment[] {
    return groupMoments(this.state?.clips ?? []);
  }

  private get current(): Moment | undefined {
    return this.moments.find((moment) => moment.id === this.roving.current);
  }

  private async mark(moment: Moment): Promise<void> {
    await saving(this.marks.toggle(moment));
  }

  private toggle(moment: Moment): void {
    const open = new Set(this.open);
    if (!open.delete(moment.id)) open.add(moment.id);
    this.open = open;
  }

  private note(moment: Moment): TemplateResult {
    return (
      this.notes.field(moment) ??
      html`<button type="button" class="note-button" tabindex=${this.roving.tabIndex(moment.id)} title=${t(REVIEW.editNote)} @click=${() => void this.notes.open(moment)}>${noteText(moment.note, t(REVIEW.addNote))}</button>`
    );
  }

  private row(moment: Moment): TemplateResult {
    const taps = moment.clips.length;
    const open = taps > 1 && this.open.has(moment.id);
    const stop = this.roving.tabIndex(moment.id);
    return html`<li class="moment-row review-row" data-id=${moment.id} tabindex=${stop}
      @focusin=${() => this.roving.move(moment.id)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Enter" && event.target === event.currentTarget && taps > 1) this.toggle(moment);
      }}>
      ${clippedBox(moment, this.marks.isClipped(moment), stop, () => void this.mark(moment))}
      <span class="time row-time">${moment.offsetHms}</span>
      <span class="row-note">${this.note(moment)}</span>
      <span class="row-tag">${moment.tag ? tagChip(moment.tag) : nothing}</span>
      ${who(moment)}
      ${tapCount(taps, { open, label: t(ROOM.showTaps), stop, press: () => this.toggle(moment) })}
      ${open ? tapRows(moment.clips, () => nothing) : nothing}
    </li>`;
  }

  private head(moments: readonly Moment[]): TemplateResult {
    const of = (filter: Filter) => moments.filter(FITS[filter]).length;
    return html`<div class="review-head">
      ${segmented<Filter>({
        label: t(REVIEW.filter),
        name: "review-filter",
        value: this.filter,
        options: [
          { value: "all", label: t(REVIEW.all), count: of("all") },
          { value: "clipped", label: t(REVIEW.clipped), count: of("clipped") },
          { value: "hot", label: t(REVIEW.hot), count: of("hot") },
        ],
        change: (filter) => {
          this.filter = filter;
        },
      })}
      <p class="review-hints label" aria-hidden="true"><kbd>J</kbd><kbd>K</kbd> ${t(REVIEW.moveHint)} <kbd>X</kbd> ${t(REVIEW.clippedHint)} <kbd>N</kbd> ${t(REVIEW.noteHint)}</p>
    </div>`;
  }

  private segments(state: ClipState, moments: readonly Moment[]): TemplateResult {
    if (moments.length === 0) return html`<div class="panel">${emptyState(t(CLIP.none))}</div>`;
    const shown = moments.filter(FITS[this.filter]);
    this.roving.ids = shown.map((moment) => moment.id);
    if (shown.length === 0) return html`<div class="panel">${emptyState(t(REVIEW.noMatch))}</div>`;
    return html`<div class="review-segments" @keydown=${this.roving.keydown}>${state.segments.map((segment) =>
      segmentPanel(
        segment,
        state.clips.filter((clip) => clip.segment_index === segment.index),
        shown.filter((moment) => moment.segmentIndex === segment.index).map((moment) => this.row(moment)),
      ),
    )}</div>`;
  }

  override render() {
    const { state } = this;
    if (!state) return nothing;
    const { moments } = this;
    return html`<div class="review review-${this.shownPart}">
      <div class="review-parts">${segmented<Part>({
        label: t(REVIEW.part),
        name: "review-part",
        value: this.shownPart,
        options: [
          { value: "moments", label: t(REVIEW.moments) },
          { value: "export", label: t(REVIEW.export) },
        ],
        change: (part) => {
          this.shownPart = part;
        },
      })}</div>
      <div class="review-list">${this.head(moments)}${this.segments(state, moments)}</div>
      <div class="review-side"><rt-export-panel .session=${state.session} .clips=${state.clips}></rt-export-panel></div>
    </div>`;
  }
}
