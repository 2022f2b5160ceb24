import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { personColour } from "../../app/person";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import "../../ui/menu";
import { slider } from "../controls";
import type { Track } from "../document/model";
import type { Person } from "../people/people";
import { type JamView, PAGE } from "../view";
import { WORDS } from "../words";
import { lockMark, placeTag, soundLine, stepClass, stepLabel } from "./cells";
import { Playhead } from "./playhead";
import { trackMenu } from "./track-menu";

/** One track of the grid. It is drawn again only when its own track, position or neighbours change. */
@customElement("rt-jam-track")
export class TrackRow extends LitElement {
  @property({ attribute: false }) view!: JamView;
  @property({ attribute: false }) track!: Track;
  @property({ type: Number }) page = 0;
  @property({ type: Number }) selected = -1;
  @property({ type: Boolean }) heard = true;
  @property({ type: Boolean }) locked = false;
  /** Whether the only tab stop of the grid is in this row. */
  @property({ type: Boolean }) stop = false;
  @property({ attribute: false }) people: readonly Person[] = [];
  /** The list of recordings that its sound was found in. */
  @property({ attribute: false }) recordings: unknown = null;
  private readonly mark = new Playhead();

  override createRenderRoot() {
    return this;
  }

  playhead(position: number | null): void {
    this.mark.move(this, this.track, position);
  }

  private cell(step: number) {
    const { track } = this;
    if (step >= track.stepCount) return html`<span class="jam-step-gap"></span>`;
    const here = this.people.filter((person) => person.step === step);
    const extra = `${step === this.selected ? "selected" : ""} ${here.length > 0 ? "visited" : ""}`;
    const isStop = this.stop && (step === this.selected || (this.selected < 0 && step === this.page * PAGE));
    return html`<button type="button" class=${stepClass(track, step, extra)} data-step=${step}
      tabindex=${isStop ? 0 : -1} aria-label=${stepLabel(track, step)} aria-pressed=${track.steps[step] ? "true" : "false"}
      aria-disabled=${this.locked ? "true" : nothing}
      data-colour=${here[0] ? personColour(here[0].id) : nothing}
      >${lockMark(track.parameterLocks[step])}${placeTag(here)}</button>`;
  }

  private toggleKey(field: "muted" | "soloed") {
    const { track, view } = this;
    const label = t(field === "muted" ? WORDS.mute : WORDS.solo, { name: track.name });
    return html`<button type="button" class="jam-toggle jam-${field}" aria-pressed=${track[field] ? "true" : "false"}
      ?disabled=${this.locked} aria-label=${label} title=${label} @click=${() => view.set(track.id, field, !track[field])}
      >${field === "muted" ? "M" : "S"}</button>`;
  }

  override render() {
    const { track, view } = this;
    const sound = soundLine(view, track);
    const steps = Array.from({ length: PAGE }, (_, n) => this.page * PAGE + n);
    return html`<div class=${["jam-row", this.heard ? "" : "silent", sound.fault ? "no-sound" : ""].filter(Boolean).join(" ")} role="group" aria-label=${visible(track.name)} data-track=${track.id} data-track-colour=${track.color + 1}>
      <button type="button" class="jam-grip" ?disabled=${this.locked} aria-label=${t(WORDS.move, { name: track.name })}
        title=${t(WORDS.move, { name: track.name })} data-grip>⠿</button>
      <i class="jam-bar" aria-hidden="true"></i>
      <div class="jam-name">
        <rt-menu .label=${t(WORDS.trackMenu, { name: `${track.name} ${sound.text}` })} .items=${this.locked ? [] : trackMenu(view, track)}
          .face=${html`<span class="jam-track-name"><bdi>${visible(track.name || " ")}</bdi></span> <span class="jam-sample" title=${visible(sound.text)}><bdi>${visible(sound.text)}</bdi></span>`}></rt-menu>
      </div>
      ${slider({
        label: t(WORDS.volumeOf, { name: track.name }),
        value: track.volume,
        min: 0,
        max: 1,
        step: 0.01,
        big: 0.1,
        reset: 1,
        text: `${Math.round(track.volume * 100)} %`,
        disabled: this.locked,
        change: (value) => view.set(track.id, "volume", value, true),
      })}
      ${this.toggleKey("muted")}${this.toggleKey("soloed")}
      <div class="jam-steps">${steps.map((step) => this.cell(step))}</div>
    </div>`;
  }
}
