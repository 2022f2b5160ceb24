import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../i18n";
import { copyText } from "../../ui/clipboard";
import { confirmDialog } from "../../ui/dialog";
import { iconKey, key } from "../../ui/key";
import "../../ui/menu";
import { RovingTabindex } from "../../ui/roving-tabindex";
import { segmented } from "../../ui/segmented";
import { emptyState } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { attempt, deleteMoment, deleteTap, undoStep } from "../actions";
import { Marks } from "../moments/marks";
import { clippedBox, noteText, tapCount, tapRows, who } from "../moments/moment-row";
import { groupMoments, type Moment, type MomentOrder, ordered } from "../moments/moments";
import { NoteEditor } from "../moments/note-editor";
import { tagChip } from "../moments/tags";
import type { Clip } from "../session";
import { CLIP } from "../words";
import { ROOM } from "./words";

/**
 * The live list. While the pointer or the focus is in it, new rows wait behind `3 new`, so that no row moves under the
 * pointer.
 */
@customElement("rt-moment-list")
export class MomentList extends LitElement {
  @property({ attribute: false }) clips: readonly Clip[] = [];
  /** Ids of taps that arrived in the last seconds. */
  @property({ attribute: false }) fresh: ReadonlySet<string> = new Set();
  @property({ attribute: false }) empty: TemplateResult | undefined;
  @property({ attribute: false }) tool: TemplateResult | typeof nothing = nothing;
  @state() private order: MomentOrder = "newest";
  @state() private held: readonly string[] | undefined;
  @state() private open: ReadonlySet<string> = new Set();
  readonly roving = new RovingTabindex(this, ".moment-row");
  private readonly marks = new Marks(this);
  private readonly notes = new NoteEditor(this);
  private moments: readonly Moment[] = [];
  private hovered = false;

  override createRenderRoot() {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("clips")) this.moments = groupMoments(this.clips);
  }

  private hold(): void {
    this.held ??= this.rows.map((moment) => moment.id);
  }

  private release(): void {
    const focused = this.querySelector(".moments-body")?.contains(document.activeElement);
    if (!this.hovered && !focused && !this.notes.isOpen) this.held = undefined;
  }

  /** The rows on screen: held ones in their held order, without removed ones. */
  private get rows(): readonly Moment[] {
    if (!this.held) return ordered(this.moments, this.order);
    const byId = new Map(this.moments.map((moment) => [moment.id, moment]));
    return this.held.map((id) => byId.get(id)).filter((moment) => moment !== undefined);
  }

  private get waiting(): number {
    return this.held ? this.moments.length - this.rows.length : 0;
  }

  private toggle(moment: Moment): void {
    const open = new Set(this.open);
    if (!open.delete(moment.id)) open.add(moment.id);
    this.open = open;
  }

  private edit(moment: Moment): void {
    this.hold();
    void this.notes.open(moment);
  }

  private async copyTime(moment: Moment): Promise<void> {
    if (await copyText(moment.offsetHms))
      showToast({ text: t(ROOM.timeCopied, { time: moment.offsetHms }), icon: "check" });
  }

  sort(order: MomentOrder): void {
    this.order = order;
    this.held = undefined;
  }

  /** A moment with all its taps, or a single tap of one. */
  async delete(what: Moment | Clip): Promise<void> {
    const sure = await confirmDialog({ title: t(ROOM.deleteTitle), text: "", verb: t(ROOM.deleteVerb) });
    if (!sure) return;
    await attempt(async () => {
      const isMoment = "clips" in what;
      const { session_id } = isMoment ? what.noted : what;
      const step = await (isMoment ? deleteMoment(what) : deleteTap(what));
      showToast({
        text: t(ROOM.momentDeleted),
        icon: "check",
        action: { label: t(ROOM.undo), press: () => void attempt(() => undoStep(session_id, step)) },
      });
    });
  }

  private get current(): Moment | undefined {
    return this.rows.find((moment) => moment.id === this.roving.current);
  }

  deleteCurrent(): void {
    const moment = this.current;
    if (moment) void this.delete(moment);
  }

  private menu(moment: Moment): TemplateResult {
    return html`<rt-menu class="row-menu" .stop=${this.roving.tabIndex(moment.id)} .label=${t(ROOM.rowMenu, { time: moment.offsetHms })} .items=${[
      { label: t(ROOM.editNote), press: () => this.edit(moment) },
      { label: t(ROOM.copyTime), press: () => void this.copyTime(moment) },
      { label: t(ROOM.deleteItem), danger: true, press: () => void this.delete(moment) },
    ]}></rt-menu>`;
  }

  private row(moment: Moment): TemplateResult {
    const taps = moment.clips.length;
    const fresh = moment.clips.some((clip) => this.fresh.has(clip.id));
    const open = taps > 1 && this.open.has(moment.id);
    // Two names that alternate, so that the highlight starts again when a highlighted moment grows.
    const glow = fresh ? `row-fresh-${taps % 2}` : "";
    return html`<li class="moment-row ${glow}" data-id=${moment.id} tabindex=${this.roving.tabIndex(moment.id)}
      @focus=${() => this.roving.move(moment.id)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Enter" && event.target === event.currentTarget && taps > 1) this.toggle(moment);
      }}>
      ${clippedBox(moment, this.marks.isClipped(moment), this.roving.tabIndex(moment.id), () => void this.marks.toggle(moment))}
      <span class="row-segment"><span class="visually-hidden">${t(CLIP.segment, { n: moment.segmentIndex })}</span><span aria-hidden="true">S${moment.segmentIndex}</span></span>
      <span class="time row-time">${moment.offsetHms}</span>
      <span class="row-note">${this.notes.field(moment) ?? noteText(moment.note)}</span>
      <span class="row-tag">${moment.tag ? tagChip(moment.tag) : nothing}</span>
      ${who(moment)}
      ${tapCount(taps, { open, label: t(ROOM.showTaps), stop: this.roving.tabIndex(moment.id), press: () => this.toggle(moment) })} ${this.menu(moment)}
      ${open ? tapRows(moment.clips, (clip) => iconKey({ label: t(ROOM.deleteItem), icon: "close", press: () => void this.delete(clip) })) : nothing}
    </li>`;
  }

  private head(): TemplateResult {
    const { waiting } = this;
    return html`<div class="moments-head">
      <h2 class="section">${t(ROOM.moments)} <span class="moments-count num">${this.moments.length}</span></h2>
      ${
        waiting > 0
          ? key({
              label: t(ROOM.held, { n: waiting }),
              size: "small",
              class: "held-key",
              press: () => {
                this.held = undefined;
              },
            })
          : nothing
      }
      ${segmented<MomentOrder>({
        label: t(ROOM.sort),
        name: "moment-order",
        value: this.order,
        options: [
          { value: "newest", label: t(ROOM.newest) },
          { value: "time", label: t(ROOM.byTime) },
          { value: "hottest", label: t(ROOM.hottestFirst) },
        ],
        change: (order) => this.sort(order),
        class: "moments-order",
      })}
      <div class="moments-tool">${this.tool}</div>
    </div>`;
  }

  override render() {
    this.roving.ids = this.rows.map((moment) => moment.id);
    return html`<section class="moments panel" aria-label=${t(ROOM.moments)}
        @pointerenter=${(event: PointerEvent) => {
          if (event.pointerType !== "mouse") return;
          this.hovered = true;
          this.hold();
        }}
        @pointerleave=${() => {
          this.hovered = false;
          this.release();
        }}>
      ${this.head()}
      <div class="moments-body"
        @focusin=${() => this.hold()}
        @focusout=${() => setTimeout(() => this.release())}>
        ${
          this.moments.length === 0
            ? (this.empty ?? emptyState(t(CLIP.none), t(ROOM.emptyHelp)))
            : html`<ol class="moment-rows" @keydown=${this.roving.keydown}>${repeat(
                this.rows,
                (moment) => moment.id,
                (moment) => this.row(moment),
              )}</ol>`
        }
      </div>
    </section>`;
  }
}
