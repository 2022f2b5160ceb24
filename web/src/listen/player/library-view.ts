import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { locale, t } from "../../i18n";
import { css } from "../../ui/css";
import "../../ui/menu";
import { artwork } from "../artwork";
import "../artwork.css";
import { formatTime } from "../time";
import type { Item } from "./bookcase";
import type { Player } from "./player";
import { PLAYER } from "./words";
import "./library.css";
import { visible } from "../../i18n/bidi";

export interface LibraryActions {
  readonly choose: (item: Item) => void;
  readonly rename: (item: Item) => void;
  readonly finish: (item: Item) => void;
  readonly remove: (item: Item) => void;
}

export function libraryRows(player: Player, actions: LibraryActions): TemplateResult {
  return html`<ul class="library-rows">
    ${repeat(
      player.case.items,
      (item) => item.id,
      (item) => row(player, item, actions),
    )}
  </ul>`;
}

function row(player: Player, item: Item, actions: LibraryActions): TemplateResult {
  const share = item.durationMs ? Math.min(100, Math.floor((item.positionMs / item.durationMs) * 100)) : 0;
  const isOpen = player.book?.id === item.id;
  return html`<li class="panel library-row ${isOpen ? "library-open" : ""}" data-book=${item.id}>
    <button type="button" class="library-book" aria-current=${isOpen ? "true" : nothing} @click=${() => actions.choose(item)}>
      ${artwork(item.title, player.case.pictureOf(item.id))}
      <span class="library-words">
        <span class="library-title"><bdi>${visible(item.title)}</bdi></span>
        <span class="library-place num">${placeOf(item, share)}${item.isHere ? nothing : html` · ${t(PLAYER.notHere)}`}</span>
        <span class="share" aria-hidden="true"><i style=${css({ width: `${item.finishedAt ? 100 : share}%` })}></i></span>
      </span></button>
    <rt-menu .label=${t(PLAYER.more, { title: item.title })} .items=${[
      { label: t(PLAYER.rename), press: () => actions.rename(item) },
      {
        label: t(item.finishedAt ? PLAYER.markUnfinished : PLAYER.markFinished),
        press: () => actions.finish(item),
      },
      { label: t(PLAYER.remove), danger: true, press: () => actions.remove(item) },
    ]}></rt-menu></li>`;
}

function placeOf(item: Item, share: number): string {
  if (item.finishedAt) {
    const date = new Date(item.finishedAt).toLocaleDateString(locale(), { day: "numeric", month: "short" });
    return t(PLAYER.finishedOn, { date });
  }
  if (item.positionMs <= 0) return t(PLAYER.notBegun);
  return item.durationMs
    ? t(PLAYER.share, { position: formatTime(item.positionMs), share })
    : formatTime(item.positionMs);
}
