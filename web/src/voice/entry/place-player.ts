import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { fileAddress } from "../../app/files";
import { inTelegram } from "../../app/telegram";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { iconKey } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { clock } from "../time";
import { VOICE } from "../words";
import { FOUND } from "./found-words";

export interface PlayedPlace {
  src: string;
  atMs: number;
  title: string;
  href: string;
}

/** Plays a place that was found, at the foot of the page, without leaving it. */
@customElement("rt-place-player")
export class PlacePlayer extends LitElement {
  @property({ attribute: false }) place: PlayedPlace | undefined;
  @state() private at = 0;
  @state() private playing = false;
  private readonly audio = new Audio();

  override createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.audio.addEventListener("timeupdate", () => {
      this.at = this.audio.currentTime * 1000;
    });
    for (const name of ["play", "pause", "ended"])
      this.audio.addEventListener(name, () => {
        this.playing = !this.audio.paused;
        this.dispatchEvent(new CustomEvent("rt-playing", { detail: this.playing }));
      });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.audio.pause();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("place") && this.place) void this.begin(this.place);
  }

  private async begin(place: PlayedPlace): Promise<void> {
    this.at = place.atMs;
    try {
      const src = new URL(inTelegram ? await fileAddress(place.src) : place.src, location.href).href;
      if (place !== this.place) return;
      if (this.audio.src !== src) this.audio.src = src;
      this.audio.currentTime = place.atMs / 1000; // kept until the sound is loaded
      await this.audio.play();
    } catch (error) {
      const isReplaced = error instanceof DOMException && error.name === "AbortError"; // by another place
      if (!isReplaced) showToast({ kind: "error", text: t(FOUND.notPlayed) });
    }
  }

  toggle(): void {
    if (this.audio.paused) void this.audio.play().catch(() => undefined);
    else this.audio.pause();
  }

  private close(): void {
    this.audio.pause();
    this.place = undefined;
    this.dispatchEvent(new CustomEvent("rt-closed"));
  }

  override render() {
    const { place } = this;
    if (!place) return nothing;
    return html`<div class="place-player" role="region" aria-label=${t(FOUND.playing)}>
      ${iconKey({ label: t(this.playing ? VOICE.stop : VOICE.play), icon: this.playing ? "pause" : "play", press: () => this.toggle() })}
      <span class="num">${clock(this.at)}</span>
      <a class="place-player-title" href=${place.href}>${visible(place.title)}</a>
      ${iconKey({ label: t(VOICE.close), icon: "close", press: () => this.close() })}
    </div>`;
  }
}
