/** The computer's keyboard as an instrument: its letters play the selected track, and set its steps while it plays. */

import { html, nothing, type TemplateResult } from "lit";
import { isTyping } from "../../app/shortcuts";
import { t } from "../../i18n";
import { stepOfTrack } from "../audio/pattern";
import type { JamView } from "../view";
import { WORDS } from "../words";

/** An octave by where the keys are: white keys in the middle row, black ones above. */
const KEYS = "ASDFGHJKWETYU";
const SEMITONES = [0, 2, 4, 5, 7, 9, 11, 12, 1, 3, 6, 8, 10];

export class Hand {
  readonly #view: JamView;
  readonly #changed: () => void;
  #isOn = false;
  #isQuantised = true;

  constructor(view: JamView, changed: () => void) {
    this.#view = view;
    this.#changed = changed;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Whether a note waits for the next step; else it sounds at once. Either way a whole step is set. */
  get isQuantised(): boolean {
    return this.#isQuantised;
  }

  toggle(): void {
    this.#isOn = !this.#isOn;
    this.#changed();
  }

  quantise(isQuantised: boolean): void {
    this.#isQuantised = isQuantised;
    this.#changed();
  }

  /** Takes a key before the page's shortcuts do. */
  take(event: KeyboardEvent): void {
    if (!this.#isOn || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open], .menu:popover-open")) return;
    const key = event.code.startsWith("Key") ? KEYS.indexOf(event.code.slice(3)) : -1;
    if (event.key !== "Escape" && key < 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (key < 0) this.toggle();
    else if (!event.repeat) this.#play(SEMITONES[key] ?? 0);
  }

  #play(pitch: number): void {
    const { track, player, session } = this.#view;
    if (!track) return;
    const played = player.hit(track, pitch, this.#isQuantised);
    if (played === null || session.isReadOnly) return;
    const step = stepOfTrack(played, track);
    const path = `tracks/${track.id}`;
    session.edit({
      [`${path}/steps/${step}`]: true,
      [`${path}/parameterLocks/${step}`]: pitch === 0 ? null : { pitch },
    });
  }
}

export function handKeys(view: JamView): TemplateResult {
  const { hand, track } = view;
  const toggle = (label: string, isOn: boolean, press: () => void, shortcut?: string) =>
    html`<button type="button" class="key key-secondary jam-hand" aria-pressed=${isOn} aria-keyshortcuts=${shortcut ?? nothing}
      @click=${press}><span>${label}</span>${shortcut ? html`<kbd aria-hidden="true">${shortcut}</kbd>` : nothing}</button>`;
  return html`${toggle(t(WORDS.hand), hand.isOn, () => hand.toggle(), "P")}${
    hand.isOn
      ? html`${toggle(t(WORDS.quantise), hand.isQuantised, () => hand.quantise(!hand.isQuantised))}
        <p class="jam-hand-help" role="status">${t(WORDS.handHelp, { name: track?.name ?? "" })}</p>`
      : nothing
  }`;
}
