import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { copyText } from "../../ui/clipboard";
import { CANCEL, openDialog } from "../../ui/dialog";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { segmented } from "../../ui/segmented";
import { showToast } from "../../ui/toast";
import { groupMoments } from "../moments/moments";
import { peaksOf } from "../moments/peaks";
import type { Review } from "../session";
import type { ClipState } from "../state";
import { hms } from "../timeline";
import { CLIP } from "../words";
import { cutsOf, type Edits } from "./edits";
import {
  download,
  type ExportFormat,
  type ExportOptions,
  type ExportPreview,
  FORMATS,
  fetchPreview,
  hasFrames,
  hasVideoTimes,
  isOfOnePart,
  type Per,
} from "./export";
import { noteWords } from "./export-notes";
import { FIRST_FILTER, type ReviewFilter, shownPeaks } from "./filter";
import { secondsBefore } from "./video";
import { askVideo } from "./video-dialog";
import "./publish";
import { REVIEW } from "./words";

const NAMES: Record<ExportFormat, string | { en: string; ru: string }> = {
  youtube: REVIEW.youtube,
  text: REVIEW.text,
  csv: "CSV",
  json: "JSON",
  edl: "EDL (Resolve)",
  fcpxml: "FCPXML",
  premiere: REVIEW.premiere,
  otio: "OpenTimelineIO",
  losslesscut: "LosslessCut",
  links: REVIEW.links,
  discord: "Discord",
};
const nameOf = (format: ExportFormat): string => {
  const word = NAMES[format];
  return typeof word === "string" ? word : t(word);
};
/** The documents fix a line and columns for every tap. */
const EVERY_TAP: readonly ExportFormat[] = ["text", "csv"];
/** The frame rates that DaVinci Resolve offers for a timeline. */
const FRAME_RATES = ["23.976", "24", "25", "29.97", "29.97df", "30", "50", "59.94", "59.94df", "60"];
const COPIED_MS = 1600;
/** Several marks in a row cause one preview. */
const SETTLE_MS = 200;
const AROUND_CHOICES = [0, 5, 10, 15, 20, 30, 45, 60];

/** Export of an ended session: what the review shows, the exact preview, copy and download. */
@customElement("rt-export-panel")
export class ExportPanel extends LitElement {
  @property({ attribute: false }) state: ClipState | undefined;
  @property({ attribute: false }) filter: ReviewFilter = FIRST_FILTER;
  /** How many moments are shown. */
  @property({ type: Number }) count = 0;
  @property({ attribute: false }) edits: Edits | undefined;
  @state() private options: ExportOptions = {
    format: "youtube",
    per: "moment",
    fps: "30",
    startHour: 1,
    separator: ",",
    part: 1,
  };
  @state() private preview: ExportPreview | undefined;
  @state() private error: string | undefined;
  @state() private copied = false;
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loaded: Promise<void> = Promise.resolve();
  private seen: unknown[] = [];

  override createRenderRoot() {
    return this;
  }

  protected override updated(_changed: PropertyValues): void {
    const now = [this.state?.clips, this.state?.review, this.state?.session.title, this.filter, this.options];
    if (now.every((one, at) => one === this.seen[at])) return;
    this.seen = now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.begin(), this.preview ? SETTLE_MS : 0);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private begin(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.loaded = this.load();
  }

  /** The present options and moments: the preview may be older. */
  private async current(): Promise<ExportPreview | undefined> {
    await this.updateComplete;
    if (this.timer !== undefined) this.begin();
    await this.loaded;
    return this.preview;
  }

  private async load(): Promise<void> {
    if (!this.state || this.state.clips.length === 0) return;
    this.turn += 1;
    const { turn } = this;
    try {
      const preview = await fetchPreview(this.state.session.id, this.options, this.filter);
      if (turn !== this.turn) return;
      this.preview = preview;
      this.error = undefined;
    } catch (error) {
      if (turn !== this.turn) return;
      this.preview = undefined;
      this.error = errorSentence(error);
    }
  }

  async copy(): Promise<void> {
    const file = await this.current();
    if (!file || !(await copyText(file.content))) return;
    this.copied = true;
    showToast({ text: t(REVIEW.copiedN, { n: this.count }), icon: "check" });
    setTimeout(() => {
      this.copied = false;
    }, COPIED_MS);
  }

  private async save(): Promise<void> {
    const file = await this.current();
    if (file) download(file);
  }

  private set(change: Partial<ExportOptions>): void {
    this.options = { ...this.options, ...change };
  }

  private async setVideo(): Promise<void> {
    const { state } = this;
    if (!state) return;
    const peaks = peaksOf(groupMoments(state.clips, cutsOf(state.review)));
    const shown = shownPeaks(peaks, { ...this.filter, order: "heat" }).slice(0, 100);
    const video = await askVideo(
      state,
      shown.map((peak) => peak.moment),
    );
    if (video) await this.edits?.make({ video }, t(REVIEW.videoSet));
  }

  private seeLeftOut(): void {
    const lines = this.preview?.left_out ?? [];
    void openDialog<void>(
      t(REVIEW.leftOut),
      (
        close,
      ) => html`<h2 class="dialog-title">${t(REVIEW.leftOut)}</h2><pre class="export-left mono">${lines.join("\n")}</pre>
        <div class="dialog-keys">${key({ label: t(CANCEL), press: () => close() })}</div>`,
    );
  }

  private begins(review: Review): TemplateResult {
    const seconds = secondsBefore(review.video[0]);
    const said =
      seconds === undefined
        ? t(REVIEW.byMoment)
        : seconds === 0
          ? t(REVIEW.atStart)
          : html`<b class="num">${hms(Math.abs(seconds))}</b> ${t(seconds > 0 ? REVIEW.before : REVIEW.after)}`;
    return html`<div class="row-switch export-option"><span>${t(REVIEW.videoBegins)}</span><span class="export-value">${said}</span>
      ${key({ label: t(REVIEW.set), size: "small", press: () => void this.setVideo() })}</div>`;
  }

  private around(review: Review): TemplateResult {
    const { around } = review;
    const choice = (name: "before_seconds" | "after_seconds", label: string, sign: string) =>
      html`<select class="select" aria-label=${label} @change=${(event: Event) => {
        const value = Number((event.target as HTMLSelectElement).value);
        const changed = { ...around, [name]: value };
        if (changed.before_seconds + changed.after_seconds > 0)
          void this.edits?.make({ around: changed }, t(REVIEW.aroundSet));
        else this.requestUpdate();
      }}>${[...new Set([...AROUND_CHOICES, around[name]])].sort((a, b) => a - b).map((n) => html`<option value=${n} ?selected=${n === around[name]}>${sign}${n} s</option>`)}</select>`;
    return html`<div class="row-switch export-option"><span>${t(REVIEW.around)}</span><span class="export-value">${choice("before_seconds", t(REVIEW.beforePeak), "−")} … ${choice("after_seconds", t(REVIEW.afterPeak), "+")}</span></div>`;
  }

  private select<Value extends string>(
    label: string,
    value: Value,
    options: readonly (readonly [Value, string])[],
    change: (value: Value) => void,
  ): TemplateResult {
    return html`<label class="row-switch export-option"><span>${label}</span>
      <select class="select" @change=${(event: Event) => change((event.target as HTMLSelectElement).value as Value)}>
        ${options.map(([one, word]) => html`<option value=${one} ?selected=${one === value}>${word}</option>`)}
      </select></label>`;
  }

  private choices(review: Review): TemplateResult {
    const { format, per, fps, startHour, separator, part } = this.options;
    const same = (values: readonly string[]) => values.map((one) => [one, one] as const);
    const parts = review.video.map((_, at) => String(at + 1));
    return html`
      ${hasVideoTimes(format) && per === "moment" ? this.begins(review) : nothing}
      ${per === "moment" ? this.around(review) : nothing}
      ${
        hasVideoTimes(format) && per === "moment"
          ? html`<div class="row-switch export-option"><span>${t(REVIEW.breaks)}</span>${segmented<
              Review["breaks"]
            >({
              label: t(REVIEW.breaks),
              name: "export-breaks",
              value: review.breaks,
              options: [
                { value: "cut", label: t(REVIEW.cut) },
                { value: "counted", label: t(REVIEW.counted) },
              ],
              change: (breaks) => void this.edits?.make({ breaks }, t(REVIEW.breaksSet)),
            })}</div>`
          : nothing
      }
      ${hasFrames(format) ? this.select(t(REVIEW.fps), fps, same(FRAME_RATES), (value) => this.set({ fps: value })) : nothing}
      ${
        format === "edl"
          ? this.select(
              t(REVIEW.startsAt),
              String(startHour),
              [
                ["1", "01:00:00:00"],
                ["0", "00:00:00:00"],
              ],
              (value) => this.set({ startHour: value === "1" ? 1 : 0 }),
            )
          : nothing
      }
      ${format === "csv" ? this.select(t(REVIEW.separator), separator, same([",", ";"]), (value) => this.set({ separator: value === ";" ? ";" : "," })) : nothing}
      ${isOfOnePart(format) && parts.length > 1 ? this.select(t(REVIEW.part), String(part), same(parts), (value) => this.set({ part: Number(value) })) : nothing}`;
  }

  private file(): TemplateResult {
    const { preview, error, count } = this;
    if (this.state?.clips.length === 0) return html`<p class="export-none">${t(CLIP.none)}</p>`;
    const reason = preview ? undefined : (error ?? "");
    const extension = preview?.filename.slice(preview.filename.lastIndexOf(".")) ?? "";
    return html`<pre class="export-preview mono" tabindex="0" role="region" aria-label=${t(REVIEW.preview)}>${preview?.content ?? nothing}</pre>
      <div class="export-notes" role="status">
        ${error ? html`<p class="export-note export-wrong">${icon("warning")}${error}</p>` : nothing}
        ${
          preview && preview.notes.length > 0
            ? html`<p class="export-note">${icon("warning")}<span>${preview.notes.map(noteWords).join(" ")}
            ${preview.left_out.length > 0 ? html`<button type="button" class="link-button" @click=${() => this.seeLeftOut()}>${t(REVIEW.leftOut)}</button>` : nothing}</span></p>`
            : nothing
        }
      </div>
      <div class="export-keys">
        ${key({ label: t(REVIEW.copyN, { n: count }), icon: "copy", kind: "primary", size: "large", shortcut: "C", done: this.copied, reason, press: () => void this.copy() })}
        ${key({ label: t(REVIEW.download, { ext: extension }), icon: "download", size: "large", reason, press: () => void this.save() })}
      </div>`;
  }

  override render() {
    const { format, per } = this.options;
    const review = this.state?.review;
    if (!review) return nothing;
    const choices = FORMATS.flatMap((one) => [
      { format: one, per: "moment" as Per, label: nameOf(one) },
      ...(EVERY_TAP.includes(one)
        ? [{ format: one, per: "tap" as Per, label: t(REVIEW.everyTap, { format: nameOf(one) }) }]
        : []),
    ]);
    return html`<section class="export panel" aria-labelledby="export">
      <h2 class="section" id="export">${t(REVIEW.export)} <span class="export-count num">${t(REVIEW.shownExported, { n: this.count })}</span></h2>
      <select class="select export-format" aria-label=${t(REVIEW.format)} @change=${(event: Event) => {
        const [chosen, own] = (event.target as HTMLSelectElement).value.split(" ");
        this.set({ format: chosen as ExportFormat, per: own as Per });
      }}>${choices.map((one) => html`<option value="${one.format} ${one.per}" ?selected=${one.format === format && one.per === per}>${one.label}</option>`)}</select>
      <div class="export-options">${this.choices(review)}</div>
      ${this.file()}
      ${this.state?.clips.length === 0 ? nothing : html`<rt-publish-best .state=${this.state} .filter=${this.filter} .count=${this.count}></rt-publish-best>`}
    </section>`;
  }
}
