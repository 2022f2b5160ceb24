import { html, LitElement, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { Shortcuts } from "../../app/shortcuts";
import { t } from "../../i18n";
import { css } from "../../ui/css";
import { iconKey } from "../../ui/key";
import { artwork } from "../artwork";
import "../artwork.css";
import { formatTime } from "../time";
import {
  backKey,
  changeRate,
  onKey,
  placeOf,
  playerShortcuts,
  playKey,
  problemText,
  scrubber,
  sleepMenu,
} from "./controls";
import { options } from "./options";
import { player as playerOfThisPage } from "./player";
import { PLAYER } from "./words";
import "./mini-player.css";
import { visible } from "../../i18n/bidi";

/** The book that plays, at the foot of the pages of listening that are not the player's. */
@customElement("rt-mini-player")
export class MiniPlayer extends LitElement {
  private readonly player = playerOfThisPage();

  constructor() {
    super();
    new Shortcuts(this, () => (this.player.book ? playerShortcuts(this.player) : []));
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.player.addEventListener("change", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.player.removeEventListener("change", this.redraw);
  }

  private readonly redraw = (): void => this.requestUpdate();

  private below(): string {
    const { problem, book, chapter, chapters } = this.player;
    if (problem) return problemText(problem);
    const title = chapters[chapter]?.title;
    if (title === undefined) return book?.artist ?? "";
    const number = t(PLAYER.chapter, { n: chapter + 1 });
    return title === number ? number : `${number} · ${title}`;
  }

  override render() {
    const { player } = this;
    if (!player.book) return nothing;
    const title = player.case.titleOf(player.book.id);
    const { at, share } = placeOf(player);
    const rate = `${options.rate.toFixed(1)}×`;
    return html`<section class="mini" aria-label=${t(PLAYER.page)} style=${css({ "--share": `${share}%` })}>
      <a class="mini-book" href="/listen" title=${visible(title)}>
        ${artwork(title, player.case.pictureOf(player.book.id))}
        <span class="mini-words"><b><bdi>${visible(title)}</bdi></b>
          <span class=${player.problem ? "" : "mini-chapter"} role=${player.problem ? "alert" : nothing}><bdi>${visible(this.below())}</bdi></span>
          ${player.problem ? nothing : html`<span class="mini-time num">${formatTime(at)} · ${rate}</span>`}</span>
      </a>
      <div class="mini-keys">${backKey(player)} ${playKey(player)} ${onKey(player)}</div>
      ${scrubber(player)}
      <div class="mini-settings" role="group" aria-label=${t(PLAYER.speed)}>
        ${iconKey({ label: t(PLAYER.slower), icon: "minus", shortcut: "<", press: () => changeRate(player, -0.1) })}
        <output class="num">${rate}</output>
        ${iconKey({ label: t(PLAYER.faster), icon: "plus", shortcut: ">", press: () => changeRate(player, 0.1) })}
      </div>
      <div class="mini-sleep">${sleepMenu(player, "moon")}</div>
    </section>`;
  }
}
