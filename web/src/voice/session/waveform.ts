import { html, LitElement, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { fileAddress } from "../../app/files";
import { inTelegram } from "../../app/telegram";
import { t } from "../../i18n";
import { icon } from "../../ui/icons";
import { clock } from "../time";
import "./waveform.css";
import { VOICE } from "../words";

const BARS = 72;
const [WIDTH, HEIGHT, BAR] = [432, 36, 3];

/** The loudest sample of each part, one part for each bar; silence still shows a dot. */
export function bars(peaks: readonly number[], count = BARS): number[] {
  const loudest = Math.max(1, ...peaks);
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar / count) * peaks.length);
    const to = Math.max(from + 1, Math.floor(((bar + 1) / count) * peaks.length));
    return Math.max(3, (HEIGHT * Math.max(0, ...peaks.slice(from, to))) / loudest);
  });
}

/** A recording that can be played: its waveform is the seek bar, and the played part is dark. */
@customElement("rt-waveform")
export class Waveform extends LitElement {
  @property({ attribute: false }) peaks: readonly number[] = [];
  @property() src = "";
  @property({ type: Number }) length = 0;
  @property() label = "";
  @state() private at = 0;
  @state() private playing = false;
  private audio: HTMLAudioElement | undefined;
  private loaded: Promise<void> | undefined;

  override createRenderRoot() {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.audio?.pause();
  }

  private player(): HTMLAudioElement {
    if (!this.audio) {
      this.audio = new Audio();
      this.loaded = this.load(this.audio);
      this.audio.addEventListener("timeupdate", () => {
        this.at = (this.audio?.currentTime ?? 0) * 1000;
      });
      for (const name of ["play", "pause", "ended"])
        this.audio.addEventListener(name, () => {
          this.playing = this.audio?.paused === false;
        });
    }
    return this.audio;
  }

  private async load(audio: HTMLAudioElement): Promise<void> {
    audio.src = inTelegram ? await fileAddress(this.src) : this.src;
  }

  private async toggle(): Promise<void> {
    const player = this.player();
    if (!player.paused) return player.pause();
    if (inTelegram) await this.loaded;
    await player.play();
  }

  private seek(ms: number): void {
    this.at = Math.min(this.length, Math.max(0, ms));
    this.player().currentTime = this.at / 1000;
  }

  private onKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: -5_000, ArrowRight: 5_000, Home: -this.length, End: this.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.seek(this.at + step);
  }

  private onPointer(event: PointerEvent): void {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    this.seek(((event.clientX - box.left) / box.width) * this.length);
  }

  override render() {
    const heights = bars(this.peaks);
    const played = this.length > 0 ? (this.at / this.length) * BARS : 0;
    const pitch = WIDTH / BARS;
    return html`<div class="wave">
      <button type="button" class="wave-play" aria-label="${t(this.playing ? VOICE.stop : VOICE.play)}: ${this.label}"
        @click=${() => void this.toggle()}>${icon(this.playing ? "pause" : "play")}</button>
      <div class="wave-bars" role="slider" tabindex="0" aria-label=${this.label} aria-valuemin="0"
        aria-valuemax=${Math.round(this.length / 1000)} aria-valuenow=${Math.round(this.at / 1000)}
        aria-valuetext="${clock(this.at)} / ${clock(this.length)}" @keydown=${this.onKey} @pointerdown=${this.onPointer}>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
          ${heights.map(
            (height, bar) =>
              svg`<rect class=${bar < played ? "played" : ""} x=${bar * pitch} y=${(HEIGHT - height) / 2} width=${BAR} height=${height} rx="1.5" />`,
          )}
        </svg>
      </div>
    </div>`;
  }
}
