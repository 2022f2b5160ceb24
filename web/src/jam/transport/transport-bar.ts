import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { count, t } from "../../i18n";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import "../../ui/menu";
import { segmented } from "../../ui/segmented";
import { showToast } from "../../ui/toast";
import type { Player, PlayMode } from "../audio/player";
import { labelled, numberField } from "../controls";
import { jamIcon } from "../icons";
import { exportMenu } from "../sharing/export";
import type { JamView } from "../view";
import { IN_STEP, WORDS } from "../words";
import { TapTempo } from "./tap-tempo";

const SLOW_MS = 8; // a bound above which two hits may be heard as two
const METER_MS = 50; // twenty updates a second are enough for a meter
const BARS = 10;
const FLOOR_DB = -36;

/**
 * The level as ten bars with three colours, which change at −12 dB and −3 dB. It updates itself; nothing else is drawn
 * again.
 */
@customElement("rt-jam-meter")
export class JamMeter extends LitElement {
  @property({ attribute: false }) view!: JamView;
  @state() private db = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setInterval> | undefined;
  private held = { db: Number.NEGATIVE_INFINITY, until: 0 };

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.look(), METER_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private look(): void {
    const level = this.view.player.level;
    const now = performance.now();
    if (level >= this.held.db || now > this.held.until) this.held = { db: level, until: now + 1000 };
    const shown = level < FLOOR_DB ? Number.NEGATIVE_INFINITY : Math.round(level);
    if (shown !== this.db) this.db = shown;
  }

  override render() {
    const lit = (db: number) =>
      db === Number.NEGATIVE_INFINITY ? 0 : Math.ceil(((db - FLOOR_DB) / -FLOOR_DB) * BARS);
    const text = this.db === Number.NEGATIVE_INFINITY ? "−∞ dB" : `${this.db} dB`.replace("-", "−");
    const peak = lit(this.held.db) - 1;
    return html`<div class="jam-meter" role="meter" aria-label=${t(WORDS.level)} aria-valuemin=${FLOOR_DB} aria-valuemax="0"
      aria-valuenow=${Math.max(FLOOR_DB, Math.min(0, this.db))} aria-valuetext=${text} title=${text}>
      ${Array.from({ length: BARS }, (_, n) => html`<i class=${n < lit(this.db) || n === peak ? "lit" : ""} data-bar=${n}></i>`)}
    </div>`;
  }
}

const taps = new TapTempo();

export function tap(view: JamView): void {
  const tempo = taps.tap(performance.now());
  const [slowest, fastest] = view.session.limits.tempo;
  if (tempo !== null) view.session.edit({ tempo: Math.max(slowest, Math.min(fastest, tempo)) }, "tempo");
}

/** Play or stop, like the key; shows why there is no sound. */
export function togglePlay(view: JamView): void {
  const { player, tracks } = view;
  if (!player.isPlaying) {
    if (tracks.length === 0) {
      showToast({ text: t(WORDS.nothingToPlay) });
      return;
    }
    const full = tracks.filter((track) => track.steps.slice(0, track.stepCount).some(Boolean));
    if (full.length === 0) showToast({ text: t(WORDS.noStepOn) });
    else if (!full.some((track) => view.isHeard(track))) showToast({ text: t(WORDS.allMuted) });
  }
  void player.toggle();
}

export function playKey(view: JamView): TemplateResult {
  const { player } = view;
  const label = t(player.isPlaying ? WORDS.stop : WORDS.play);
  return html`<button type="button" class="jam-play ${player.isWaiting ? "pulse" : ""}" aria-label=${label} title=${`${label} (Space)`}
    aria-keyshortcuts="Space" @click=${() => togglePlay(view)}>${icon(player.isPlaying ? "pause" : "play", 22)}</button>`;
}

export function tempoField(view: JamView): TemplateResult {
  return numberField({
    id: "jam-tempo",
    label: t(WORDS.tempo),
    value: view.session.state.tempo,
    min: view.session.limits.tempo[0],
    max: view.session.limits.tempo[1],
    unit: t(WORDS.bpm),
    disabled: view.session.isReadOnly,
    change: (tempo) => view.session.edit({ tempo }, "tempo"),
  });
}

export function swingSlider(view: JamView): TemplateResult {
  const { swing } = view.session.state;
  return labelled(
    {
      label: t(WORDS.swing),
      value: swing,
      min: 0,
      max: 100,
      step: 1,
      big: 10,
      reset: 0,
      text: `${swing} %`,
      disabled: view.session.isReadOnly,
      class: "jam-swing",
      change: (value) => view.session.edit({ swing: value }, "swing"),
    },
    t(WORDS.swing),
  );
}

export function playModeChoice(view: JamView): TemplateResult {
  return segmented<PlayMode>({
    label: t(WORDS.playMode),
    name: "company",
    value: view.player.playMode,
    options: [
      { value: "together", label: t(WORDS.together) },
      { value: "alone", label: t(WORDS.alone) },
    ],
    change: (playMode) => view.player.choose(playMode),
    class: "jam-company",
  });
}

function boundMs(player: Player): number {
  return Math.max(1, Math.ceil(player.clock.bound));
}

/** Whether this page plays together with the others, and how exactly the clocks agree. */
export function syncLine(view: JamView): TemplateResult {
  const { player, session } = view;
  const others = session.people.counts.playing;
  let words = "";
  let live = false;
  if (player.isFinding) words = t(WORDS.finding);
  else if (player.isWaiting) words = t(WORDS.pressPlay);
  else if (player.playMode === "alone") words = player.isPlaying ? t(WORDS.listening) : "";
  else if (player.isPlaying && others > 0 && player.clock.count > 0) {
    const ms = boundMs(player);
    words = ms > SLOW_MS ? t(WORDS.slowNetwork, { ms }) : count(others, IN_STEP, { ms });
    live = true;
  } else if (player.isPlaying) words = t(WORDS.onlyYou);
  return html`<p class="jam-sync" role="status">${live ? html`<i class="shape shape-dot"></i>` : nothing}${words}</p>`;
}

/** On a phone there is room for one word. */
export function shortSyncLine(view: JamView): TemplateResult {
  const { player, session } = view;
  if (player.isWaiting || player.isFinding) return syncLine(view);
  const live = player.playMode === "together" && player.isPlaying;
  const words = t(player.playMode === "together" ? WORDS.together : WORDS.alone);
  const bound =
    live && session.people.counts.playing > 0 ? ` ${t(WORDS.within, { ms: boundMs(player) })}` : "";
  return html`<p class="jam-sync" role="status">${live ? html`<i class="shape shape-dot"></i>` : nothing}${words}${bound}</p>`;
}

export function transportBar(view: JamView, menu: TemplateResult): TemplateResult {
  const { isReadOnly } = view.session;
  const locked = isReadOnly ? t(WORDS.remixToEdit) : undefined;
  return html`<section class="jam-transport" aria-label=${t(WORDS.transport)}>
    ${playKey(view)} ${tempoField(view)}
    ${key({ label: t(WORDS.tap), press: () => tap(view), reason: locked })}
    ${swingSlider(view)}
    <i class="jam-divider" aria-hidden="true"></i>
    ${playModeChoice(view)} ${syncLine(view)}
    <div class="jam-transport-end">
      ${undoKeys(view)}
      <rt-jam-meter .view=${view}></rt-jam-meter>
      <rt-menu class="jam-export" .label=${t(WORDS.export)} .items=${exportMenu(view)}
        .face=${html`<span class="key key-secondary jam-face">${t(WORDS.export)}${jamIcon("down", 14)}</span>`}></rt-menu>
      ${menu}
    </div>
  </section>`;
}

/** Undo and redo of the user's own edits. */
export function undoKeys(view: JamView): TemplateResult {
  const { canUndo, canRedo } = view.session.editor;
  return html`${undoKey(view, "undo", !canUndo)}${undoKey(view, "redo", !canRedo)}`;
}

function undoKey(view: JamView, what: "undo" | "redo", disabled: boolean): TemplateResult {
  const label = t(what === "undo" ? WORDS.undo : WORDS.redo);
  const shortcut = what === "undo" ? "Ctrl+Z" : "Ctrl+Shift+Z";
  return html`<button type="button" class="icon-key" aria-label=${label} title=${`${label} (${shortcut})`} ?disabled=${disabled}
    @click=${() => (what === "undo" ? view.session.editor.undo() : view.session.editor.redo())}>${jamIcon(what)}</button>`;
}
