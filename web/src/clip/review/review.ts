import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { navigate } from "../../app/router";
import { Shortcuts } from "../../app/shortcuts";
import { count, locale, t } from "../../i18n";
import { css } from "../../ui/css";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { Growing } from "../../ui/list/growing";
import { RovingTabindex } from "../../ui/roving-tabindex";
import { segmented } from "../../ui/segmented";
import { emptyState } from "../../ui/states";
import { attempt, markAll, saveNote } from "../actions";
import { Marks } from "../moments/marks";
import { clippedBox, noteText } from "../moments/moment-row";
import { groupMoments, type Moment } from "../moments/moments";
import { NoteEditor } from "../moments/note-editor";
import { type Peak, peaksOf, shownHeat } from "../moments/peaks";
import { TAGS } from "../moments/tags";
import type { ClipState } from "../state";
import { CLIP } from "../words";
import { filterOf, searchOf } from "./address";
import type { MomentDetail } from "./detail";
import "./detail";
import { cutsOf, Edits } from "./edits";
import type { ExportPanel } from "./export-panel";
import "./export-panel";
import { type ReviewFilter, shownPeaks } from "./filter";
import "./review.css";
import "./moments.css";
import "./save-status";
import { saving } from "./save-status";
import { eveningStrip } from "./strip";
import { reviewTools } from "./tools";
import { PEOPLE_COUNT, REVIEW } from "./words";

type Part = "moments" | "export";
const MOST_TAGS = 2;

/** The review of an ended session (C17–C20): its best moments, what was clipped, in and out, export. */
@customElement("rt-clip-review")
export class ClipReview extends LitElement {
  @property({ attribute: false }) state: ClipState | undefined;
  @state() private filter = filterOf(location.search);
  @state() private shownPart: Part = "moments";
  /** A tap of the open moment: the moment may be split or put together meanwhile. */
  @state() private opened: string | undefined;
  private readonly edits = new Edits(() => this.state);
  private readonly marks = new Marks(this);
  private readonly notes = new NoteEditor(this, saving);
  private readonly roving = new RovingTabindex(this, ".review-row");
  private readonly growing = new Growing(this);

  constructor() {
    super();
    const detail = () => this.querySelector<MomentDetail>("rt-moment-detail");
    new Shortcuts(this, () => [
      { key: "J", label: t(REVIEW.next), run: () => this.step(1) },
      { key: "K", label: t(REVIEW.previous), run: () => this.step(-1) },
      { key: "X", label: t(REVIEW.clippedBox), run: () => this.current && void this.mark(this.current) },
      { key: "N", label: t(REVIEW.editNote), run: () => this.current && this.edit(this.current) },
      { key: "[", label: t(REVIEW.inKey), run: () => this.focusOn(".detail-in") },
      { key: "]", label: t(REVIEW.outKey), run: () => this.focusOn(".detail-out") },
      { key: "S", label: t(REVIEW.split), run: () => detail()?.split() },
      { key: "M", label: t(REVIEW.merge), run: () => detail()?.merge() },
      { key: "/", label: t(REVIEW.find), run: () => this.focusOn("#review-find") },
      { key: "C", label: t(REVIEW.copy), run: () => void this.exported?.copy() },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.undoKey);
    addEventListener("popstate", this.readAddress);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.undoKey);
    removeEventListener("popstate", this.readAddress);
  }

  private readonly readAddress = (): void => {
    this.filter = filterOf(location.search);
  };

  private readonly undoKey = (event: KeyboardEvent): void => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.code === "KeyZ";
    if (!isUndo || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    void this.edits.undo();
  };

  private get exported(): ExportPanel | null {
    return this.querySelector<ExportPanel>("rt-export-panel");
  }

  private focusOn(selector: string): void {
    this.querySelector<HTMLElement>(selector)?.focus();
  }

  private get peaks(): readonly Peak[] {
    return peaksOf(groupMoments(this.state?.clips ?? [], cutsOf(this.state?.review ?? null)));
  }

  private get shown(): readonly Peak[] {
    return shownPeaks(this.peaks, this.filter);
  }

  private get current(): Moment | undefined {
    return this.peaks.find(({ moment }) => moment.id === this.roving.current)?.moment;
  }

  private isOpen(moment: Moment): boolean {
    return this.opened !== undefined && moment.clips.some((clip) => clip.id === this.opened);
  }

  /** With an open moment, the keys open the next one. */
  private step(step: number): void {
    this.roving.step(step);
    const { current } = this;
    if (this.opened !== undefined && current) this.opened = current.id;
  }

  private open(moment: Moment): void {
    this.opened = moment.id;
    this.roving.move(moment.id);
  }

  private toggle(moment: Moment): void {
    if (this.isOpen(moment)) this.opened = undefined;
    else this.open(moment);
  }

  private edit(moment: Moment): void {
    this.open(moment);
    void this.notes.open(moment);
  }

  private async mark(moment: Moment): Promise<void> {
    await saving(this.marks.toggle(moment));
  }

  /** Marks all that are shown and not marked yet, or takes all their marks; one step to undo. */
  async markShown(clipped: boolean): Promise<void> {
    const moments = this.shown.map((peak) => peak.moment).filter((moment) => moment.clipped !== clipped);
    const put = (as: boolean) => saving(attempt(() => markAll(moments, as)));
    if (moments.length === 0 || !(await put(clipped))) return;
    const said = t(clipped ? REVIEW.wasMarked : REVIEW.wasUnmarked, { n: moments.length });
    this.edits.note(said, () => put(!clipped));
  }

  /** A choice is a step of the Back key; while somebody types or drags, the address only follows. */
  private set(change: Partial<ReviewFilter>, how: "push" | "replace" = "push"): void {
    this.filter = { ...this.filter, ...change };
    this.keepAddress(how);
    this.growing.begin();
  }

  private keepAddress(how: "push" | "replace"): void {
    const search = searchOf(this.filter, location.search);
    if (search !== location.search) navigate(`${location.pathname}${search}`, how);
  }

  private words(moment: Moment, isOpen: boolean): TemplateResult {
    const field = this.notes.field(moment);
    if (field) return field;
    const tag = TAGS.find((one) => one.tag === moment.tag)?.word;
    const none = tag ? t(REVIEW.noNoteTagged, { tag }) : t(REVIEW.noNote);
    return html`<button type="button" class="note-button" tabindex=${this.roving.tabIndex(moment.id)} aria-expanded=${isOpen ? "true" : "false"}
      title=${t(isOpen ? REVIEW.editNote : REVIEW.openMoment)}
      @click=${() => (isOpen ? this.edit(moment) : this.open(moment))}>${noteText(moment.note, none)}</button>`;
  }

  private row(peak: Peak, rank: number, top: number): TemplateResult {
    const { moment, people, heat } = peak;
    const isOpen = this.isOpen(moment);
    const all = this.peaks;
    const at = isOpen ? all.indexOf(peak) : -1;
    const near = [at - 1, at + 1].map((one) =>
      all[one]?.moment.segmentIndex === moment.segmentIndex ? all[one]?.moment : undefined,
    );
    const stop = this.roving.tabIndex(moment.id);
    const shown = shownHeat(heat).toLocaleString(locale(), { minimumFractionDigits: 1 });
    return html`<li class="review-row ${isOpen ? "review-open" : ""}" data-id=${moment.id} tabindex=${stop}
      @focusin=${() => this.roving.move(moment.id)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Enter" && event.target === event.currentTarget) this.toggle(moment);
      }}>
      <span class="review-rank num" aria-hidden="true">${rank}</span>
      ${clippedBox(moment, this.marks.isClipped(moment), stop, () => void this.mark(moment))}
      <span class="review-segment"><span class="visually-hidden">${t(CLIP.segment, { n: moment.segmentIndex })}</span><span aria-hidden="true">S${moment.segmentIndex}</span></span>
      <span class="time review-time">${moment.offsetHms}</span>
      <span class="review-title">${this.words(moment, isOpen)}</span>
      <span class="review-tags">${moment.tags.slice(0, MOST_TAGS).map(([tag, taps]) => {
        const known = TAGS.find((one) => one.tag === tag);
        return html`<span class="tag" title=${known?.word ?? tag}><span class="tag-emoji">${known?.emoji}</span><span class="visually-hidden">${known?.word}</span> ${taps}</span>`;
      })}</span>
      <span class="review-people num" title=${count(people, PEOPLE_COUNT)}>${icon("people")}<span aria-hidden="true">${people}</span><span class="visually-hidden">${count(people, PEOPLE_COUNT)}</span></span>
      <span class="review-heat num"><i style=${css({ "--share": top > 0 ? heat / top : 0 })}></i><b><span class="visually-hidden">${t(REVIEW.heat)} </span>×${shown}</b></span>
      ${
        isOpen
          ? html`<rt-moment-detail .state=${this.state} .moment=${moment} .neighbours=${near} .edits=${this.edits}
              .rename=${(note: string) => void saving(attempt(() => saveNote(moment.noted, note)))}></rt-moment-detail>`
          : nothing
      }
    </li>`;
  }

  private nothingShown(peaks: readonly Peak[]): TemplateResult {
    const all = shownPeaks(peaks, { ...this.filter, people: 1 }).length;
    if (this.filter.people === 1 || all === 0) return emptyState(t(REVIEW.noMatch));
    return emptyState(
      t(REVIEW.nobodyElse),
      undefined,
      key({ label: t(REVIEW.showN, { n: all }), press: () => this.set({ people: 1 }) }),
    );
  }

  private list(peaks: readonly Peak[], shown: readonly Peak[]): TemplateResult {
    if (peaks.length === 0) return html`<div class="panel">${emptyState(t(CLIP.none))}</div>`;
    const top = Math.max(0, ...shown.map((peak) => peak.heat));
    const drawn = shown.slice(0, this.growing.shown);
    this.roving.ids = drawn.map(({ moment }) => moment.id);
    return html`${reviewTools({
      peaks,
      filter: this.filter,
      set: (change, how) => this.set(change, how),
      slide: (people) => {
        this.filter = { ...this.filter, people };
        this.growing.begin();
      },
      slid: () => this.keepAddress("replace"),
    })}
      <div class="review-panel panel">
        <div class="review-columns label" aria-hidden="true"><span class="review-time">${t(REVIEW.peak)}</span><span class="review-title">${t(REVIEW.moment)}</span><span class="review-tags">${t(REVIEW.tags)}</span><span class="review-people">${t(REVIEW.people)}</span><span class="review-heat">${t(REVIEW.heat)}</span></div>
        ${shown.length === 0 ? this.nothingShown(peaks) : nothing}
        <ol class="review-rows" @keydown=${this.roving.keydown}>${repeat(
          drawn,
          ({ moment }) => moment.id,
          (peak, at) => this.row(peak, at + 1, top),
        )}</ol>${this.growing.end(shown.length)}
      </div>`;
  }

  override render() {
    const { state } = this;
    if (!state) return nothing;
    const { peaks, shown } = this;
    const opened =
      this.opened === undefined ? undefined : peaks.find(({ moment }) => this.isOpen(moment))?.moment;
    return html`<div class="review review-${this.shownPart}">
      ${peaks.length === 0 ? nothing : guard([state.clips.length, state.segments, shown.map(({ moment }) => moment.id).join(), opened?.id], () => eveningStrip({ state, peaks, shown, opened, open: (moment) => this.open(moment) }))}
      <div class="review-parts">${segmented<Part>({
        label: t(REVIEW.view),
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
      <div class="review-list">${this.list(peaks, shown)}</div>
      <div class="review-side"><rt-export-panel .state=${state} .filter=${this.filter} .count=${shown.length} .edits=${this.edits}></rt-export-panel></div>
      ${
        shown.length === 0
          ? nothing
          : html`<div class="review-foot"><b class="num">${t(REVIEW.shownExported, { n: shown.length })}</b>
            ${key({
              label: t(REVIEW.options),
              press: () => {
                this.shownPart = "export";
              },
            })}
            ${key({ label: t(REVIEW.copyN, { n: shown.length }), icon: "copy", kind: "primary", press: () => void this.exported?.copy() })}</div>`
      }
    </div>`;
  }
}
