/** The instrument on phones: an overview of all tracks, and one track as pads. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { personColour } from "../../app/person";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { attempt } from "../../ui/attempt";
import "../../ui/menu";
import type { Track } from "../document/model";
import { lockMark, placeTag, soundLine, stepClass, stepLabel } from "../grid/cells";
import { lockControls, trackControls } from "../grid/inspector";
import { Playhead } from "../grid/playhead";
import { trackMenu } from "../grid/track-menu";
import type { Person } from "../people/people";
import { type JamView, PAGE } from "../view";
import { WORDS } from "../words";

const LONG_PRESS_MS = 450;
const SWIPE_PX = 48;

/** A strip of the overview: sixteen of a track's steps, 35 px high; a tap selects the track. */
@customElement("rt-jam-strip")
export class TrackStrip extends LitElement {
  @property({ attribute: false }) track!: Track;
  @property({ type: Number }) page = 0;
  @property({ type: Boolean }) heard = true;
  @property({ type: Boolean }) current = false;
  /** Its sound is unknown or missing. */
  @property({ type: Boolean }) fault = false;
  private readonly mark = new Playhead();

  override createRenderRoot() {
    return this;
  }

  playhead(position: number | null): void {
    this.mark.move(this, this.track, position);
  }

  override render() {
    const { track } = this;
    const steps = Array.from({ length: PAGE }, (_, n) => this.page * PAGE + n);
    return html`<button type="button" class="jam-strip ${this.heard ? "" : "silent"} ${this.fault ? "no-sound" : ""}" aria-pressed=${this.current ? "true" : "false"}
      data-track=${track.id} data-track-colour=${track.color + 1} aria-label=${visible(track.name)}>
      <span class="jam-strip-name"><bdi>${visible(track.name || " ")}</bdi></span>
      <span class="jam-strip-steps" aria-hidden="true">${steps.map((step) =>
        step < track.stepCount
          ? html`<i class=${stepClass(track, step)} data-step=${step}></i>`
          : html`<i class="jam-step-gap"></i>`,
      )}</span>
    </button>`;
  }
}

/** The selected track as 4 × 4 pads. A tap switches a step, a long press opens its lock, a swipe turns the page. */
@customElement("rt-jam-pads")
export class TrackPads extends LitElement {
  @property({ attribute: false }) view!: JamView;
  @property({ attribute: false }) track!: Track;
  @property({ type: Number }) page = 0;
  @property({ type: Number }) selected = -1;
  @property({ type: Boolean }) locked = false;
  @property({ attribute: false }) people: readonly Person[] = [];
  private readonly mark = new Playhead();
  private press: { x: number; y: number; timer: ReturnType<typeof setTimeout> } | undefined;
  private isSpent = false;

  override createRenderRoot() {
    return this;
  }

  playhead(position: number | null): void {
    this.mark.move(this, this.track, position);
  }

  private down(event: PointerEvent): void {
    const step = stepOf(event.target);
    this.isSpent = false;
    const timer = setTimeout(() => {
      if (step === null) return;
      this.isSpent = true;
      void openLock(this.view, this.track, step);
    }, LONG_PRESS_MS);
    this.press = { x: event.clientX, y: event.clientY, timer };
  }

  private up(event: PointerEvent): void {
    if (!this.press) return;
    clearTimeout(this.press.timer);
    const [dx, dy] = [event.clientX - this.press.x, event.clientY - this.press.y];
    this.press = undefined;
    if (Math.abs(dx) > SWIPE_PX && Math.abs(dx) > 2 * Math.abs(dy)) {
      this.isSpent = true;
      this.view.turn(this.page + (dx < 0 ? 1 : -1));
    }
  }

  private tapped(event: Event): void {
    const step = stepOf(event.target);
    if (step === null || this.isSpent) return;
    this.view.select(this.track.id, step);
    if (!this.locked) this.view.toggle(this.track.id, step);
  }

  private pad(step: number): TemplateResult {
    const { track } = this;
    if (step >= track.stepCount) return html`<span class="jam-pad jam-step-gap"></span>`;
    const here = this.people.filter((person) => person.step === step);
    const extra = `jam-pad ${step === this.selected ? "selected" : ""} ${here.length > 0 ? "visited" : ""}`;
    return html`<button type="button" class=${stepClass(track, step, extra)} data-step=${step} aria-pressed=${track.steps[step] ? "true" : "false"}
      data-colour=${here[0] ? personColour(here[0].id) : nothing}>
      <span class="visually-hidden">${stepLabel(track, step)}</span><span class="jam-pad-number" aria-hidden="true">${step + 1}</span>${lockMark(track.parameterLocks[step])}${placeTag(here)}</button>`;
  }

  override render() {
    const { track } = this;
    const steps = Array.from({ length: PAGE }, (_, n) => this.page * PAGE + n);
    return html`<div class="jam-pads" role="group" aria-label=${visible(track.name)} data-track-colour=${track.color + 1}
      @pointerdown=${this.down} @pointerup=${this.up} @pointercancel=${this.up} @click=${this.tapped}
      @contextmenu=${(event: Event) => event.preventDefault()}>${steps.map((step) => this.pad(step))}</div>`;
  }
}

function stepOf(target: EventTarget | null): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-step]") : null;
  return cell ? Number(cell.dataset.step) : null;
}

/** The finger that opened a sheet is still down: lifting it must not press anything. */
function ignoreLift(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const end = () => {
    removeEventListener("click", swallow, true);
    removeEventListener("pointerdown", end, true);
    removeEventListener("keydown", end, true);
  };
  addEventListener("click", swallow, true);
  addEventListener("pointerdown", end, true);
  addEventListener("keydown", end, true);
}

/** A step's lock, as a sheet. */
async function openLock(view: JamView, track: Track, step: number): Promise<void> {
  view.select(track.id, step);
  ignoreLift();
  await sheet(view, t(WORDS.lock), () => {
    const now = view.session.state.tracks.get(track.id);
    return now ? html`<div class="jam-sheet">${lockControls(view, now, step)}</div>` : html``;
  });
}

async function openSettings(view: JamView, track: Track): Promise<void> {
  await sheet(view, t(WORDS.settings), () => {
    const now = view.session.state.tracks.get(track.id);
    return now
      ? html`<h2 class="dialog-title"><bdi>${visible(now.name)}</bdi></h2><div class="jam-sheet">${trackControls(view, now)}</div>`
      : html``;
  });
}

async function sheet(...about: Parameters<typeof import("./sheet").openSheet>): Promise<void> {
  await attempt(async () => (await import("../dialogs")).openSheet(...about));
}

/** Above the pads: the track's name, its keys and its menu. */
export function padsHead(view: JamView, track: Track): TemplateResult {
  const locked = view.session.isReadOnly;
  const toggle = (field: "muted" | "soloed") => {
    const label = t(field === "muted" ? WORDS.mute : WORDS.solo, { name: track.name });
    return html`<button type="button" class="jam-toggle jam-${field}" aria-pressed=${track[field] ? "true" : "false"} aria-label=${label}
      ?disabled=${locked} @click=${() => view.set(track.id, field, !track[field])}>${field === "muted" ? "M" : "S"}</button>`;
  };
  const sound = soundLine(view, track);
  const items = [
    { label: t(WORDS.settings), press: () => void openSettings(view, track) },
    ...(locked ? [] : trackMenu(view, track)),
  ];
  return html`<div class="jam-pads-head" data-track-colour=${track.color + 1}>
    <i class="jam-bar" aria-hidden="true"></i>
    <h2><bdi>${visible(track.name)}</bdi></h2>
    <span class=${sound.fault ? "jam-fault" : ""}>${sound.fault ? sound.text : t(WORDS.rowOf, { n: track.stepCount })}</span>
    <div class="jam-pads-keys">${toggle("muted")}${toggle("soloed")}
      <rt-menu .label=${t(WORDS.trackMenu, { name: track.name })} .items=${items}></rt-menu></div>
  </div>`;
}
