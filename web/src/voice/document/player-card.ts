import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../i18n";
import { icon } from "../../ui/icons";
import { iconKey } from "../../ui/key";
import { clock } from "../time";
import type { Found } from "./found";
import { type Player, RATES } from "./player";
import "./player-card.css";
import { lengthOf, type Passage, type Source, silences } from "./sources";
import { DOCUMENT } from "./words";

export const WIDTH = 900;
const [BARS, HEIGHT] = [180, 64];

/** The loudest of each equal part of the document, 0–1. */
export function barsOf(sources: readonly Source[], count = BARS): number[] {
  const length = lengthOf(sources);
  const bars = new Array<number>(count).fill(0);
  for (const { from, length: own, peaks } of sources)
    peaks.forEach((peak, i) => {
      const place = Math.floor(((from + (own * (i + 0.5)) / peaks.length) / length) * count);
      bars[place] = Math.max(bars[place] ?? 0, peak);
    });
  const loudest = Math.max(1, ...bars);
  return bars.map((bar) => bar / loudest);
}

/** Who speaks: a stretch of the document in a colour. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly colour: number;
}

/** One large player for everything that can be heard of a session. */
@customElement("rt-voice-player")
export class PlayerCard extends LitElement {
  @property({ attribute: false }) player!: Player;
  @property({ attribute: false }) sources: readonly Source[] = [];
  @property({ attribute: false }) passages: readonly Passage[] = [];
  @property({ attribute: false }) stretches: readonly Stretch[] = [];
  @property({ attribute: false }) found!: Found;
  @state() private isSkipping = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.player.addEventListener("change", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.player.removeEventListener("change", this.redraw);
  }

  private readonly redraw = (): void => this.requestUpdate();

  override willUpdate(): void {
    const found = silences(this.passages, lengthOf(this.sources));
    this.player.skipped = this.isSkipping ? found : [];
  }

  private onKey(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowLeft: -5_000, ArrowRight: 5_000 };
    const to =
      { Home: 0, End: this.player.length }[event.key] ?? this.player.at + (steps[event.key] ?? Number.NaN);
    if (Number.isNaN(to)) return;
    event.preventDefault();
    this.player.seek(to);
  }

  private onPointer(event: PointerEvent): void {
    const bars = event.currentTarget as Element;
    const move = ({ clientX }: PointerEvent): void => {
      const box = bars.getBoundingClientRect();
      this.player.seek(((clientX - box.left) / box.width) * this.player.length);
    };
    move(event);
    bars.setPointerCapture(event.pointerId);
    bars.addEventListener("pointermove", move as EventListener);
    bars.addEventListener(
      "lostpointercapture",
      () => bars.removeEventListener("pointermove", move as EventListener),
      {
        once: true,
      },
    );
  }

  private skip(): TemplateResult | typeof nothing {
    const quiet = silences(this.passages, lengthOf(this.sources)).reduce(
      (sum, [from, to]) => sum + to - from,
      0,
    );
    if (quiet < 1_000 || this.passages.length === 0) return nothing;
    return html`<label class="player-skip"><span>${t(DOCUMENT.skipSilence)} <span class="num">−${clock(quiet)}</span></span>
      <input type="checkbox" role="switch" class="switch" .checked=${this.isSkipping}
        @change=${(event: Event) => {
          this.isSkipping = (event.target as HTMLInputElement).checked;
        }} /></label>`;
  }

  private wave(): TemplateResult {
    const { length, at } = this.player;
    const place = (ms: number): number => (length ? (ms / length) * WIDTH : 0);
    const played = place(at);
    const pitch = WIDTH / BARS;
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      ${barsOf(this.sources).map((bar, i) => {
        const height = Math.max(3, bar * (HEIGHT - 14));
        return svg`<rect class=${i * pitch < played ? "played" : ""} x=${i * pitch} y=${(HEIGHT - height) / 2} width="3" height=${height} rx="1.5" />`;
      })}
      <path class="player-ticks" d=${this.found.ticks ?? ""} /><path class="player-tick-now" d=${this.found.tick ?? ""} />
      <rect class="player-head" x=${played - 1} y="0" width="2" height=${HEIGHT} />
    </svg>
    <svg class="player-people" viewBox="0 0 ${WIDTH} 4" preserveAspectRatio="none" aria-hidden="true">
      ${this.stretches.map(
        ({ from, to, colour }) =>
          svg`<rect data-colour=${colour} x=${place(from)} y="0" width=${Math.max(1, place(to) - place(from))} height="4" rx="2" />`,
      )}
    </svg>`;
  }

  override render() {
    const { player } = this;
    const step = (ms: number) => () => player.seek(player.at + ms);
    return html`<section class="panel player" aria-label=${t(DOCUMENT.player)}>
      <button type="button" class="player-play" aria-label=${t(player.isPlaying ? DOCUMENT.pause : DOCUMENT.play)} aria-keyshortcuts="K"
        @click=${() => player.toggle()}>${icon(player.isPlaying ? "pause" : "play", 22)}</button>
      <div class="player-bars" role="slider" tabindex="0" aria-label=${t(DOCUMENT.player)} aria-valuemin="0"
        aria-valuemax=${Math.round(player.length / 1000)} aria-valuenow=${Math.round(player.at / 1000)}
        aria-valuetext="${clock(player.at)} / ${clock(player.length)}" @keydown=${this.onKey} @pointerdown=${this.onPointer}>${this.wave()}</div>
      <p class="player-times num"><strong>${clock(player.at)}</strong><span>−${clock(player.length - player.at)}</span></p>
      <div class="player-tools">
        ${this.skip()}
        ${iconKey({ label: t(DOCUMENT.back15), icon: "turnBack", shortcut: "J", press: step(-15_000) })}
        ${iconKey({ label: t(DOCUMENT.on15), icon: "turnOn", shortcut: "L", press: step(15_000) })}
        <label class="player-speed"><span class="visually-hidden">${t(DOCUMENT.speed)}</span>
          <select @change=${(event: Event) => player.setRate(Number((event.target as HTMLSelectElement).value))}>
            ${RATES.map((rate) => html`<option value=${rate} ?selected=${rate === player.rate}>${rate}×</option>`)}
          </select></label>
      </div>
    </section>`;
  }
}
