import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { key } from "../../ui/key";
import { segmented } from "../../ui/segmented";
import { labelled, stepper } from "../controls";
import { type PlaybackMode, STEP_COUNTS, type Track } from "../document/model";
import type { JamView } from "../view";
import { WORDS } from "../words";
import { signed } from "./cells";

/** Below the grid: the selected step's lock, and the track's playback. */
export function inspector(view: JamView): TemplateResult | typeof nothing {
  const { selection, track } = view;
  if (!track) return nothing;
  return html`<section class="jam-inspector panel" aria-label=${t(WORDS.settings)} ?inert=${view.session.isReadOnly}>
    ${selection ? lockControls(view, track, selection.step) : html`<p class="jam-inspected"><b><bdi>${visible(track.name)}</bdi></b></p>`}
    ${trackControls(view, track)}
  </section>`;
}

export function lockControls(view: JamView, track: Track, step: number): TemplateResult {
  const at = { track: track.id, step };
  const lock = view.lockOf(at);
  const disabled = view.session.isReadOnly;
  const pitch = lock.pitch ?? 0;
  const volume = lock.volume ?? 1;
  const hear = (change: { pitch?: number; volume?: number }) => {
    view.setLock(at, change);
    if (!view.player.isPlaying && change.pitch !== undefined)
      void view.player.audition(track, change.pitch, volume);
  };
  return html`<div class="jam-inspected" data-track-colour=${track.color + 1}>
      <i class="jam-swatch ${track.steps[step] ? "on" : ""}" aria-hidden="true"></i>
      <p><b>${t(WORDS.place, { name: track.name, n: step + 1 })}</b><span>${t(WORDS.lock)}</span></p>
    </div>
    <div class="jam-lock" data-track-colour=${track.color + 1}>
      ${labelled(
        {
          label: t(WORDS.pitch),
          value: pitch,
          min: -12,
          max: 12,
          step: 1,
          big: 12,
          reset: 0,
          text: `${signed(pitch)} st`,
          disabled,
          change: (value) => hear({ pitch: value }),
        },
        t(WORDS.pitch),
      )}
      ${labelled(
        {
          label: t(WORDS.volume),
          value: volume,
          min: 0,
          max: 2,
          step: 0.05,
          big: 0.5,
          reset: 1,
          text: `×${volume.toFixed(2).replace(/0$/, "")}`,
          disabled,
          change: (value) => hear({ volume: value }),
        },
        t(WORDS.volume),
      )}
      ${key({
        label: t(WORDS.clearLock),
        press: () => view.clearLock(at),
        reason: disabled ? t(WORDS.remixToEdit) : undefined,
      })}
    </div>`;
}

export function trackControls(view: JamView, track: Track): TemplateResult {
  const disabled = view.session.isReadOnly;
  return html`<div class="jam-track-settings">
    <div class="jam-labelled">
      <span class="label">${t(WORDS.steps)}</span>
      ${segmented({
        label: t(WORDS.steps),
        name: `steps-${track.id}`,
        value: String(track.stepCount),
        options: STEP_COUNTS.map((count) => ({ value: String(count), label: String(count) })),
        change: (value) => view.set(track.id, "stepCount", Number(value)),
      })}
    </div>
    ${stepper({
      label: t(WORDS.transpose),
      value: track.transpose,
      min: -12,
      max: 12,
      text: `${signed(track.transpose)} st`,
      lower: t(WORDS.lower),
      higher: t(WORDS.higher),
      disabled,
      change: (value) => view.set(track.id, "transpose", value, true),
    })}
    <div class="jam-labelled">
      <span class="label">${t(WORDS.mode)}</span>
      ${segmented<PlaybackMode>({
        label: t(WORDS.mode),
        name: `mode-${track.id}`,
        value: track.playbackMode,
        options: [
          { value: "oneshot", label: t(WORDS.oneshot) },
          { value: "gate", label: t(WORDS.gate) },
        ],
        change: (value) => view.set(track.id, "playbackMode", value),
      })}
    </div>
  </div>`;
}
