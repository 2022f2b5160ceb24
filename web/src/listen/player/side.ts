import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { icon } from "../../ui/icons";
import { iconKey } from "../../ui/key";
import { segmented } from "../../ui/segmented";
import { formatTime } from "../time";
import type { Player } from "./player";
import { PLAYER } from "./words";
import "./side.css";
import { visible } from "../../i18n/bidi";

export type SideView = "chapters" | "bookmarks";

/** The chapters and the bookmarks of the book that is open. */
export function side(player: Player, view: SideView, show: (view: SideView) => void): TemplateResult {
  const marks = player.bookmarks.all;
  return html`<section class="panel side" aria-label=${t(PLAYER[view])}>
    <div class="side-head">${segmented<SideView>({
      label: `${t(PLAYER.chapters)}, ${t(PLAYER.bookmarks)}`,
      name: "side",
      value: view,
      options: [
        { value: "chapters", label: t(PLAYER.chapters), count: player.chapters.length },
        { value: "bookmarks", label: t(PLAYER.bookmarks), count: marks.length },
      ],
      change: show,
    })}</div>
    ${view === "chapters" ? chapters(player) : bookmarks(player)}
  </section>`;
}

function chapters(player: Player): TemplateResult {
  if (player.chapters.length === 0) return html`<p class="side-empty">${t(PLAYER.noChapters)}</p>`;
  const now = player.chapter;
  return html`<ol class="side-list">${player.chapters.map((chapter, at) => {
    const { from, to } = player.reach(at);
    const length = formatTime(to - from);
    const isHeard = at < now;
    return html`<li><button type="button" class="side-row" aria-current=${at === now ? "true" : "false"} @click=${() => player.seek(from)}>
      <span class="side-number num">${isHeard ? html`${icon("check")}<span class="visually-hidden">${t(PLAYER.heard)}</span>` : at + 1}</span>
      <span class="side-title"><bdi>${visible(chapter.title)}</bdi></span>
      <span class="num">${at === now ? `${formatTime(player.positionMs - from)} / ${length}` : length}</span></button></li>`;
  })}</ol>`;
}

function bookmarks(player: Player): TemplateResult {
  const marks = player.bookmarks.all;
  if (marks.length === 0) return html`<p class="side-empty">${t(PLAYER.noBookmarks)}</p>`;
  return html`<ul class="side-list">${marks.map((mark) => {
    const chapter = player.chapters.findLast((one) => one.startMs <= mark.positionMs);
    const time = formatTime(mark.positionMs);
    const plays = player.bookmarks.plays(mark);
    return html`<li class="side-mark"><button type="button" class="side-row" @click=${() => player.seek(mark.positionMs)}>
        <span class="num">${time}</span><span class="side-title"><bdi>${visible(chapter?.title ?? "")}</bdi></span></button>
      ${iconKey({ label: `${t(plays ? PLAYER.stopClip : PLAYER.hearClip)}: ${time}`, icon: plays ? "stop" : "headphones", press: () => void player.bookmarks.hear(mark) })}
      ${iconKey({ label: `${t(PLAYER.removeBookmark)}: ${time}`, icon: "close", press: () => void player.bookmarks.remove(mark.id) })}</li>`;
  })}</ul>`;
}
