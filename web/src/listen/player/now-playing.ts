import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { t } from "../../i18n";
import { css } from "../../ui/css";
import { icon } from "../../ui/icons";
import { iconKey, key } from "../../ui/key";
import { artwork } from "../artwork";
import "../artwork.css";
import { formatTime, hoursAndMinutes } from "../time";
import { backKey, changeRate, onKey, playKey, scrubber, sleepMenu } from "./controls";
import { elsewhereText } from "./further";
import { options } from "./options";
import type { Player } from "./player";
import { PLAYER } from "./words";
import "./now-playing.css";
import { visible } from "../../i18n/bidi";

/** The book that is open: its picture, where it is, and the keys. */
export function nowPlaying(player: Player, addBookmark: () => void): TemplateResult {
  const { book } = player;
  if (!book) return html``;
  const title = player.case.titleOf(book.id);
  const chapter = player.chapters[player.chapter];
  return html`<section class="panel now" aria-label=${visible(title)}>
    <div class="now-picture">${artwork(title, player.case.pictureOf(book.id))}</div>
    <div class="now-words">
      <h2 class="now-title"><bdi>${visible(title)}</bdi></h2>
      <p class="now-artist"><bdi>${visible(book.artist ?? nothing)}</bdi></p>
      <div class="now-chapter">
        <p>${chapter ? html`<b>${t(PLAYER.chapter, { n: player.chapter + 1 })}</b> <bdi>${visible(chapter.title)}</bdi>` : nothing}</p>
        ${iconKey({ label: t(PLAYER.addBookmark), icon: "bookmark", shortcut: "B", class: "icon-key-framed", press: addBookmark })}
      </div>
      ${scrubber(player)} ${keys(player)} ${settings(player)}
    </div>
    ${whole(player)}
  </section>`;
}

function keys(player: Player): TemplateResult {
  const hasChapters = player.chapters.length > 1;
  return html`<div class="now-keys">
    ${hasChapters ? iconKey({ label: t(PLAYER.previousChapter), icon: "back", shortcut: "Shift+←", press: () => player.step(-1) }) : nothing}
    ${backKey(player)} ${playKey(player)} ${onKey(player)}
    ${hasChapters ? iconKey({ label: t(PLAYER.nextChapter), icon: "back", class: "now-next", shortcut: "Shift+→", press: () => player.step(1) }) : nothing}
  </div>`;
}

function settings(player: Player): TemplateResult {
  const { skipSilence, rate } = options;
  const saved = Math.floor(player.savedMs / 1000);
  return html`<div class="now-settings">
    <div class="now-setting" role="group" aria-label=${t(PLAYER.speed)}>
      <span class="label">${t(PLAYER.speed)}</span>
      <span class="now-speed">
        ${iconKey({ label: t(PLAYER.slower), icon: "minus", shortcut: "<", class: "icon-key-framed", press: () => changeRate(player, -0.1) })}
        <output class="num">${rate.toFixed(1)}×</output>
        ${iconKey({ label: t(PLAYER.faster), icon: "plus", shortcut: ">", class: "icon-key-framed", press: () => changeRate(player, 0.1) })}
      </span>
    </div>
    <label class="now-setting" title=${player.canSkipSilence ? nothing : t(PLAYER.noSkipping)}>
      <span class="label">${t(PLAYER.skipSilence)}</span>
      <span class="now-switch"><input type="checkbox" role="switch" .checked=${live(skipSilence && player.canSkipSilence)}
        ?disabled=${!player.canSkipSilence} @change=${(event: Event) => player.skipSilence((event.target as HTMLInputElement).checked)} />
        <span class="num">${skipSilence && saved > 0 ? `−${formatTime(saved * 1000)}` : nothing}</span></span>
    </label>
    <div class="now-setting">
      <span class="label">${t(PLAYER.sleep)}</span>
      ${sleepMenu(player, "moon and time")}
    </div>
  </div>`;
}

/** The whole book, with a gap at each chapter, and what is left at this speed. */
function whole(player: Player): TemplateResult {
  const { positionMs, durationMs, chapters } = player;
  if (durationMs <= 0) return html``;
  const spans = chapters.length > 0 ? chapters.map((_, at) => player.reach(at)) : [player.reach(-1)];
  const share = Math.min(100, Math.floor((positionMs / durationMs) * 100));
  const left = hoursAndMinutes((durationMs - positionMs) / options.rate);
  return html`<div class="now-whole">
    <div class="now-whole-bar" aria-hidden="true">${spans.map(({ from, to }) => {
      const done = Math.min(1, Math.max(0, (positionMs - from) / Math.max(1, to - from)));
      return html`<i style=${css({ "flex-grow": Math.max(1, to - from), "--share": `${done * 100}%` })}></i>`;
    })}</div>
    <p class="num"><span>${t(PLAYER.of, { position: formatTime(positionMs), length: formatTime(durationMs) })}</span>
      <span>${t(PLAYER.left, { share, time: left, rate: options.rate.toFixed(1) })}</span></p>
  </div>`;
}

/** What another device has heard of this book meanwhile, and whether to go on there. */
export function elsewhereBar(player: Player): TemplateResult | typeof nothing {
  const found = player.elsewhere;
  if (!found) return nothing;
  const place = formatTime(found.positionMs);
  return html`<div class="panel elsewhere" role="status">
    ${icon("phone", 20)}
    <p><b>${elsewhereText(player, found)}</b>
      <span>${t(PLAYER.here, { place: formatTime(player.positionMs) })}</span></p>
    <span class="elsewhere-keys">
      ${key({ label: t(PLAYER.stay), press: () => player.stayHere(found) })}
      ${key({ label: found.isPlaying ? t(PLAYER.goOnHere) : t(PLAYER.goOn, { place }), kind: "primary", press: () => void player.goOn(found) })}
    </span>
  </div>`;
}
