import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../app/header";
import { announce } from "../../app/announce";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { navigate } from "../../app/router";
import { Shortcuts } from "../../app/shortcuts";
import { t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { askFor } from "../../ui/ask-for";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { listenTabs } from "../tabs";
import { formatTime, hoursAndMinutes } from "../time";
import type { Item } from "./bookcase";
import { chooseFiles, fromInput, takeOver } from "./chooser";
import { playerShortcuts, problemText } from "./controls";
import { type Chosen, dropped } from "./files";
import { type LibraryActions, libraryRows } from "./library-view";
import { elsewhereBar, nowPlaying } from "./now-playing";
import { player as playerOfThisPage } from "./player";
import { type SideView, side } from "./side";
import { PLAYER } from "./words";
import "./player.css";

const TICK_MS = 1000;

/** `/listen`: the book that plays, its chapters and bookmarks, and the library. */
@customElement("rt-player-page")
export class PlayerPage extends LitElement {
  @state() private view: SideView = "chapters";
  @state() private over = false;
  private readonly player = playerOfThisPage();
  private ticking: ReturnType<typeof setInterval> | undefined;
  private readonly actions: LibraryActions = {
    choose: (item) => void this.player.choose(item.id),
    rename: (item) => void this.attempt(() => this.rename(item)),
    finish: (item) => void this.attempt(() => this.player.finish(item.id, item.finishedAt === null)),
    remove: (item) => void this.attempt(() => this.hide(item)),
  };

  constructor() {
    super();
    const { player } = this;
    new Shortcuts(this, () => [
      ...playerShortcuts(player),
      { key: "B", label: t(PLAYER.addBookmark), run: () => this.addBookmark() },
      { key: "L", label: t(PLAYER.library), run: () => this.focusOn(".library-book") },
      { key: "Z", label: t(PLAYER.sleep), run: () => this.focusOn("#sleep-timer button") },
      { key: "H", label: t({ en: "History", ru: "История" }), run: () => navigate("/listen/sessions") },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(PLAYER.page));
    this.player.addEventListener("change", this.redraw);
    this.player.addEventListener("chapter", this.sayChapter);
    client.connection.addEventListener("state", this.redraw);
    void this.take(takeOver());
    this.ticking = setInterval(this.redraw, TICK_MS); // what another device plays, and the sleep timer
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.player.removeEventListener("change", this.redraw);
    this.player.removeEventListener("chapter", this.sayChapter);
    client.connection.removeEventListener("state", this.redraw);
    clearInterval(this.ticking);
  }

  private readonly redraw = (): void => this.requestUpdate();

  private readonly sayChapter = (): void => {
    const chapter = this.player.chapters[this.player.chapter];
    if (chapter) announce(`${t(PLAYER.chapter, { n: this.player.chapter + 1 })}: ${chapter.title}`);
  };

  private focusOn(selector: string): void {
    this.querySelector<HTMLElement>(selector)?.focus();
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    await work().catch((error) => showToast({ kind: "error", text: errorSentence(error) }));
  }

  // --- opening -------------------------------------------------------------------------------------------------------

  private async take(chosen: readonly Chosen[]): Promise<void> {
    if (chosen.length > 0) await this.attempt(() => this.player.open(chosen));
  }

  private readonly openFiles = async (): Promise<void> => this.take(await chooseFiles());

  private readonly openFolder = (): void => this.querySelector<HTMLInputElement>("#open-folder")?.click();

  private readonly openAddress = async (): Promise<void> => {
    const title = t(PLAYER.openAddress);
    const text = await askFor(title, t(PLAYER.address), t(PLAYER.open), "", t(PLAYER.addressHelp));
    if (text) await this.player.openAddress(text);
  };

  private readonly fromInput = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const chosen = fromInput(input.files);
    input.value = "";
    void this.take(chosen);
  };

  private readonly drag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = event.type === "dragover";
    if (event.type === "drop") void dropped(event.dataTransfer.items).then((chosen) => this.take(chosen));
  };

  // --- books ---------------------------------------------------------------------------------------------------------

  private addBookmark(): void {
    if (!this.player.book) return;
    const time = formatTime(this.player.positionMs);
    void this.player.bookmarks
      .add()
      .then(() => showToast({ text: t(PLAYER.bookmarkAdded, { time }), icon: "check" }));
  }

  private async rename(item: Item): Promise<void> {
    const title = await askFor(t(PLAYER.rename), t(PLAYER.title), t(PLAYER.save), item.title);
    if (title && title !== item.title) await this.player.rename(item.id, title.slice(0, 200));
  }

  private async hide(item: Item): Promise<void> {
    await this.player.hide(item.id, true);
    const undo = () => void this.attempt(() => this.player.hide(item.id, false));
    showToast({
      text: t(PLAYER.removed, { title: item.title }),
      action: { label: t(PLAYER.undo), press: undo },
    });
  }

  // --- drawing -------------------------------------------------------------------------------------------------------

  private problem(): TemplateResult | typeof nothing {
    const { problem } = this.player;
    if (!problem) return nothing;
    const missing = problem === "no_file";
    if (problem === "ask")
      return html`<div class="panel player-problem" role="status">${icon("headphones")}<p>${problemText(problem)}</p>
        ${key({ label: t(PLAYER.allow), size: "small", press: () => void this.player.reopen() })}</div>`;
    return html`<div class="panel player-problem" role="alert">${icon("warning")}
      <p>${problemText(problem)} ${missing ? t(PLAYER.noFileHelp) : nothing}</p>
      ${missing ? key({ label: t(PLAYER.choose), size: "small", press: () => void this.openFiles() }) : nothing}</div>`;
  }

  private openKeys(): TemplateResult {
    return html`<span class="open-keys">
      ${key({ label: t(PLAYER.openFiles), icon: "plus", busy: this.player.busy, press: () => void this.openFiles() })}
      ${key({ label: t(PLAYER.openFolder), press: this.openFolder })}
      ${key({ label: t(PLAYER.openAddress), press: () => void this.openAddress() })}
    </span>`;
  }

  private inputs(): TemplateResult {
    return html`<input id="open-files" class="visually-hidden" type="file" tabindex="-1" aria-hidden="true" multiple accept="audio/*,.m4b,.mka,.opus" @change=${this.fromInput} />
      <input id="open-folder" class="visually-hidden" type="file" tabindex="-1" aria-hidden="true" webkitdirectory @change=${this.fromInput} />`;
  }

  private library(): TemplateResult {
    const { items } = this.player.case;
    return html`<section class="library" aria-labelledby="library-title">
      <div class="library-head">
        <h2 id="library-title" class="section">${t(PLAYER.library)} <span class="num">${items.length}</span></h2>
        <p>${t(PLAYER.nothingUploaded)}</p>${this.openKeys()}
      </div>
      ${libraryRows(this.player, this.actions)}
    </section>`;
  }

  private content(): TemplateResult {
    const { player } = this;
    if (!player.case.loaded) return loading(html`<div class="panel player-bones" aria-hidden="true"></div>`);
    if (player.case.items.length === 0 && !player.book) {
      return html`<section class="panel player-empty" aria-labelledby="player-empty">
        ${icon("headphones", 40)}<h2 id="player-empty">${t(PLAYER.empty)}</h2><p>${t(PLAYER.emptyHelp)}</p>${this.openKeys()}
        ${player.busy ? html`<p role="status">${t(PLAYER.reading)}</p>` : nothing}
      </section>`;
    }
    const show = (view: SideView) => {
      this.view = view;
    };
    return html`${elsewhereBar(player)}
      ${player.book ? html`<div class="player-main">${nowPlaying(player, () => this.addBookmark())} ${side(player, this.view, show)}</div>` : nothing}
      ${this.library()}`;
  }

  override render() {
    const { waitingMs } = this.player;
    return html`<rt-header active="listening" .tools=${listenTabs("player", "header")}></rt-header>
      <main id="content" tabindex="-1" class="page player-page ${this.over ? "player-over" : ""}"
        @dragover=${this.drag} @dragleave=${this.drag} @drop=${this.drag}>
        <h1 class="visually-hidden">${t(PLAYER.page)}</h1>
        ${listenTabs("player", "page")}
        ${
          waitingMs >= 60_000 && !client.connection.online
            ? html`<p class="label" role="status">${t(PLAYER.waiting, { time: hoursAndMinutes(waitingMs) })}</p>`
            : nothing
        }
        ${this.problem()} ${this.content()} ${this.inputs()}
      </main>`;
  }
}
