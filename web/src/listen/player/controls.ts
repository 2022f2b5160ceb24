import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { announce } from "../../app/announce";
import type { Shortcut } from "../../app/shortcuts";
import { t } from "../../i18n";
import { css } from "../../ui/css";
import { icon } from "../../ui/icons";
import "../../ui/menu";
import { formatTime } from "../time";
import { BACK_MS, ON_MS, options } from "./options";
import type { Player, Problem } from "./player";
import { PLAYER } from "./words";
import "./controls.css";

const SLEEP_MINUTES = [5, 10, 15, 30, 45, 60];
const PROBLEMS: Record<Problem, keyof typeof PLAYER> = {
  no_file: "noFile",
  ask: "ask",
  unplayable: "unplayable",
  bad_address: "badAddress",
  no_sound: "noSound",
  history_full: "historyFull",
  not_allowed: "notAllowed",
};

export function problemText(problem: Problem): string {
  return t(PLAYER[PROBLEMS[problem]]);
}

export function playerShortcuts(player: Player): Shortcut[] {
  return [
    { key: "Space", label: t(PLAYER.play), run: () => player.toggle() },
    { key: "←", label: t(PLAYER.back), run: () => player.skip(-BACK_MS) },
    { key: "→", label: t(PLAYER.on), run: () => player.skip(ON_MS) },
    { key: "Shift+←", label: t(PLAYER.previousChapter), run: () => player.step(-1) },
    { key: "Shift+→", label: t(PLAYER.nextChapter), run: () => player.step(1) },
    { key: "<", label: t(PLAYER.slower), run: () => changeRate(player, -0.1) },
    { key: ">", label: t(PLAYER.faster), run: () => changeRate(player, 0.1) },
  ];
}

export function changeRate(player: Player, by: number): void {
  player.setRate(options.rate + by);
  announce(`${t(PLAYER.speed)} ${options.rate.toFixed(1)}×`);
}

export interface Place {
  /** From the start of the chapter, or of a book that has none, in ms. */
  readonly at: number;
  readonly length: number;
  /** Of the chapter, in percent. */
  readonly share: number;
}

export function placeOf(player: Player): Place & { readonly from: number } {
  const { from, to } = player.reach(player.chapter);
  const [at, length] = [Math.max(0, player.positionMs - from), Math.max(1, to - from)];
  return { from, at, length, share: Math.min(100, (at / length) * 100) };
}

/** The place in the chapter, or in the book when it has none. */
export function scrubber(player: Player): TemplateResult {
  const { from, at, length, share } = placeOf(player);
  const seek = (event: Event) => player.seek(from + Number((event.target as HTMLInputElement).value));
  return html`<div class="scrubber">
    <input type="range" min="0" max=${length} step="1000" .value=${live(String(Math.min(at, length)))}
      aria-label=${t(PLAYER.position)} aria-valuetext=${`${formatTime(at)} / ${formatTime(length)}`}
      style=${css({ "--share": `${share}%` })} @change=${seek} />
    <p class="scrubber-times num"><b>${formatTime(at)}</b><span>−${formatTime(Math.max(0, length - at))}</span></p>
  </div>`;
}

export function backKey(player: Player): TemplateResult {
  return html`<button type="button" class="icon-key now-jump" aria-label=${t(PLAYER.back)} title=${`${t(PLAYER.back)} (←)`} @click=${() => player.skip(-BACK_MS)}>
    ${icon("turnBack", 26)}<small>15</small></button>`;
}

export function playKey(player: Player): TemplateResult {
  const plays = player.isPlaying;
  return html`<button type="button" class="now-play" aria-label=${t(plays ? PLAYER.pause : PLAYER.play)} @click=${() => player.toggle()}>
    ${icon(plays ? "pause" : "play", 28)}</button>`;
}

export function onKey(player: Player): TemplateResult {
  return html`<button type="button" class="icon-key now-jump" aria-label=${t(PLAYER.on)} title=${`${t(PLAYER.on)} (→)`} @click=${() => player.skip(ON_MS)}>
    ${icon("turnOn", 26)}<small>30</small></button>`;
}

/** Its face is the moon alone, or the moon and what is left. */
export function sleepMenu(player: Player, face: "moon" | "moon and time"): TemplateResult {
  const text = sleepText(player);
  const words = face === "moon" ? "" : html`<span class="num">${text}</span>`;
  return html`<rt-menu id="sleep-timer" .label=${`${t(PLAYER.sleep)}: ${text}`} .face=${html`<span class="key key-secondary key-marked">${icon("moon")}${words}</span>`} .items=${sleepItems(player)}></rt-menu>`;
}

function sleepText(player: Player): string {
  const { left } = player.sleep;
  if (left === undefined) return t(PLAYER.off);
  return left === "chapter" ? t(PLAYER.endOfChapter) : formatTime(left + 999);
}

function sleepItems(player: Player) {
  const redraw = () => player.dispatchEvent(new Event("change"));
  const set = (label: string, press: () => void) => ({
    label,
    press: () => {
      press();
      redraw();
    },
  });
  return [
    set(t(PLAYER.off), () => player.sleep.off()),
    ...SLEEP_MINUTES.map((n) => set(t(PLAYER.minutes, { n }), () => player.sleep.minutes(n))),
    set(t(PLAYER.endOfChapter), () => player.sleep.chapter(player.reach(player.chapter).to)),
  ];
}
