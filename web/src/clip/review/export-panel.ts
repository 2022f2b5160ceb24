import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { copyText } from "../../ui/clipboard";
import { field } from "../../ui/field";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { segmented } from "../../ui/segmented";
import { showToast } from "../../ui/toast";
import type { Clip, ClipSession } from "../session";
import { CLIP } from "../words";
import {
  type Breaks,
  download,
  type ExportFormat,
  type ExportOptions,
  type ExportPreview,
  FORMATS,
  fetchPreview,
  hasVodTimes,
  type Per,
} from "./export";
import { REVIEW } from "./words";

const NAMES: Record<ExportFormat, string | { en: string; ru: string }> = {
  text: REVIEW.text,
  csv: "CSV",
  json: "JSON",
  youtube: "YouTube",
  edl: "EDL",
  links: REVIEW.links,
};

const EXTENSIONS: Record<ExportFormat, string> = {
  text: ".txt",
  csv: ".csv",
  json: ".json",
  youtube: ".txt",
  edl: ".edl",
  links: ".txt",
};
/** The frame rates that DaVinci Resolve offers for a timeline. */
const FRAME_RATES = ["23.976", "24", "25", "29.97", "30", "50", "59.94", "60"];
const COPIED_MS = 1600;
/** Several marks in a row cause one preview. */
const SETTLE_MS = 200;

/** Export of an ended session: options, the exact preview, copy and download. */
@customElement("rt-export-panel")
export class ExportPanel extends LitElement {
  @property({ attribute: false }) session: ClipSession | undefined;
  @property({ attribute: false }) clips: readonly Clip[] = [];
  @state() private options: ExportOptions = {
    format: "text",
    per: "moment",
    clippedOnly: false,
    breaks: "cut",
    fps: "30",
    vodUrl: "",
  };
  @state() private preview: ExportPreview | undefined;
  @state() private error: string | undefined;
  @state() private copied = false;
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loaded: Promise<void> = Promise.resolve();

  override createRenderRoot() {
    return this;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("clips") || changed.has("options")) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.begin(), this.preview ? SETTLE_MS : 0);
    }
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
    if (!this.session || this.clips.length === 0) return;
    this.turn += 1;
    const { turn } = this;
    try {
      const preview = await fetchPreview(this.session.id, this.options);
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
    showToast({ text: t(REVIEW.copied), icon: "check" });
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

  private choices(): TemplateResult {
    const { format, clippedOnly, breaks, fps, vodUrl } = this.options;
    return html`<label class="row-switch export-option"><span>${t(REVIEW.onlyClipped)}</span>
        <input type="checkbox" role="switch" class="switch" .checked=${clippedOnly}
          @change=${(event: Event) => this.set({ clippedOnly: (event.target as HTMLInputElement).checked })} /></label>
      ${
        hasVodTimes(format)
          ? html`<div class="row-switch export-option"><span>${t(REVIEW.breaks)}</span>${segmented<Breaks>({
              label: t(REVIEW.breaks),
              name: "export-breaks",
              value: breaks,
              options: [
                { value: "cut", label: t(REVIEW.cut) },
                { value: "counted", label: t(REVIEW.counted) },
              ],
              change: (value) => this.set({ breaks: value }),
            })}</div>`
          : nothing
      }
      ${
        format === "edl"
          ? html`<label class="row-switch export-option"><span>${t(REVIEW.fps)}</span>
            <select class="select" @change=${(event: Event) => this.set({ fps: (event.target as HTMLSelectElement).value })}>
              ${FRAME_RATES.map((rate) => html`<option value=${rate} ?selected=${rate === fps}>${rate}</option>`)}
            </select></label>`
          : nothing
      }
      ${
        format === "links"
          ? html`<div class="export-option export-address">${field({ id: "export-vod", label: t(REVIEW.vodUrl), hint: t(CLIP.optional), value: vodUrl, inputMode: "url", input: (value) => this.set({ vodUrl: value.trim() }) })}</div>`
          : nothing
      }`;
  }

  private file(): TemplateResult {
    const { preview, error } = this;
    if (this.clips.length === 0) return html`<p class="export-none">${t(CLIP.none)}</p>`;
    const reason = preview ? undefined : (error ?? "");
    return html`<pre class="export-preview mono" tabindex="0" role="region" aria-label=${t(REVIEW.preview)}>${preview?.content ?? nothing}</pre>
      <div class="export-notes" role="status">
        ${error ? html`<p class="export-note export-wrong">${icon("warning")}${error}</p>` : nothing}
        ${preview && preview.notes.length > 0 ? html`<p class="export-note">${icon("warning")}<span>${preview.notes.join(" ")}</span></p>` : nothing}
      </div>
      <div class="export-keys">
        ${key({ label: t(REVIEW.copy), icon: "copy", kind: "primary", size: "large", shortcut: "C", done: this.copied, reason, press: () => void this.copy() })}
        ${key({ label: t(REVIEW.download, { ext: EXTENSIONS[this.options.format] }), icon: "download", size: "large", reason, press: () => void this.save() })}
      </div>`;
  }

  override render() {
    const name = (format: ExportFormat) => {
      const word = NAMES[format];
      return typeof word === "string" ? word : t(word);
    };
    return html`<section class="export panel" aria-labelledby="export">
      <h2 class="section" id="export">${t(REVIEW.export)}</h2>
      ${segmented<ExportFormat>({
        label: t(REVIEW.format),
        name: "export-format",
        value: this.options.format,
        options: FORMATS.map((value) => ({ value, label: name(value) })),
        change: (format) => this.set({ format }),
        class: "export-formats",
      })}
      <div class="export-options">
        <div class="row-switch export-option"><span>${t(REVIEW.per)}</span>${segmented<Per>({
          label: t(REVIEW.per),
          name: "export-per",
          value: this.options.per,
          options: [
            { value: "moment", label: t(REVIEW.perMoment) },
            { value: "tap", label: t(REVIEW.perTap) },
          ],
          change: (per) => this.set({ per }),
        })}</div>
        ${this.choices()}</div>
      ${this.file()}
    </section>`;
  }
}
