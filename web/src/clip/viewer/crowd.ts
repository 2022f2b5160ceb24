import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { announce } from "../../app/announce";
import { t } from "../../i18n";
import { css } from "../../ui/css";
import type { ClipState } from "../state";
import { VIEWER } from "./words";

/** A signal may be lost, and it is told again every five seconds while people tap: later nobody does. */
const FADE_MS = 12_000;
/** A screen reader hears at most this often that it is hot. */
const TELL_MS = 60_000;
/** One in so many of an audience joins a moment by chance (sessions/clip/peaks.py); three are a hot moment anywhere. */
const JOINS = 20;
const LEAST = 3;

/** How hot it is, from 0 to 1. */
export function warmth(people: number, viewers: number): number {
  return Math.min(1, people / Math.max(LEAST, viewers / JOINS));
}

/** How many people mark moments right now (CL20): a bar under the clock, where the streamer shows it. */
export class Crowd implements ReactiveController {
  private fading: ReturnType<typeof setTimeout> | undefined;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    host: ReactiveControllerHost,
    private readonly fade: () => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.fading);
  }

  /** Takes in what was told last. */
  heard({ session, heat, viewers }: ClipState): void {
    clearTimeout(this.fading);
    if (heat > 0) this.fading = setTimeout(this.fade, FADE_MS);
    if (!session.shows_heat || warmth(heat, viewers) < 1 || Date.now() - this.toldAt < TELL_MS) return;
    this.toldAt = Date.now();
    announce(t(VIEWER.hotNow));
  }

  bar({ session, heat, viewers }: ClipState): TemplateResult | typeof nothing {
    if (!session.shows_heat || session.status !== "active") return nothing;
    const share = warmth(heat, viewers);
    const word = share === 0 ? VIEWER.calm : share < 1 ? VIEWER.warm : VIEWER.hot;
    return html`<p class="crowd ${share === 1 ? "crowd-hot" : ""}">
      <span class="crowd-track" aria-hidden="true"><span class="crowd-fill" style=${css({ transform: `scaleX(${share})` })}></span></span>
      <span class="label">${t(word)}</span></p>`;
  }
}
