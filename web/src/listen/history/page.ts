import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import "../../app/header";
import { asOf } from "../../app/as-of";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { Shortcuts } from "../../app/shortcuts";
import { count, t } from "../../i18n";
import { errorSentence, reference } from "../../i18n/errors";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { find } from "../../ui/list/find";
import { Growing } from "../../ui/list/growing";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { shownTitle } from "../artwork";
import "../artwork.css";
import { exportMenu } from "../export-menu";
import { miniPlayer } from "../player/mini";
import { dayBars, hourBars, monthBars } from "../statistics/charts";
import { Figures } from "../statistics/figures";
import { bookTotals, figuresOr, numbers, periodChoice, periodSteps, truth } from "../statistics/parts";
import { STATISTICS } from "../statistics/words";
import { yearMap } from "../statistics/year-map";
import { listenTabs } from "../tabs";
import { hoursAndMinutes } from "../time";
import { byDay, type Day, overlapping } from "./days";
import "./entry.css";
import "./history.css";
import { visible } from "../../i18n/bidi";
import { LISTEN } from "../words";
import { bookInAddress, logOf } from "./address";
import { dayName } from "./entry";
import { importHistory } from "./import-dialog";
import { IMPORT } from "./import-words";
import { entryRow, skeletonRows } from "./row";
import { type Entry, HistoryStore } from "./store";
import { HISTORY, LOST_ENTRIES } from "./words";

const TICK_MS = 1000;
const SEARCH_MS = 150;

/** `/listen/sessions`: what was heard, when and for how long (I16, I17). */
@customElement("rt-listen-history-page")
export class ListenHistoryPage extends LitElement {
  @state() private busy = false;
  private readonly store = new HistoryStore(client, (what) => this.changed(what), { kept: true });
  private readonly figures = new Figures("fortnight", () => this.requestUpdate());
  private readonly growing = new Growing(this);
  private ticking: ReturnType<typeof setInterval> | undefined;
  private typed = "";
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new Shortcuts(this, () => [
      {
        key: "/",
        label: t(HISTORY.search),
        run: () => this.querySelector<HTMLElement>("#history-search")?.focus(),
      },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(HISTORY.page));
    addEventListener("focus", this.fresh);
    document.addEventListener("visibilitychange", this.fresh);
    this.ticking = setInterval(() => this.tick(), TICK_MS);
    const id = bookInAddress();
    if (id) this.store.filter = { q: "", book: { id, title: "" } };
    this.store.wanted = this.growing.shown;
    void this.store.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("focus", this.fresh);
    document.removeEventListener("visibilitychange", this.fresh);
    clearInterval(this.ticking);
    clearTimeout(this.typing);
    this.store.close();
  }

  /** I16: fresh on every focus. */
  private readonly fresh = (): void => {
    if (document.visibilityState === "visible" && this.store.loaded) void this.store.reload();
  };

  private tick(): void {
    if (!this.store.isPlaying) return;
    this.requestUpdate();
    this.figures.follow();
  }

  private changed(what: "entries" | "player"): void {
    this.requestUpdate();
    if (what === "entries" || !this.figures.found) this.figures.soon();
  }

  private searched(typed: string): void {
    this.typed = typed;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      this.growing.begin();
      void this.store.show({ q: typed.trim() });
    }, SEARCH_MS);
  }

  private readonly showBook = (id: string, title: string): void => {
    history.replaceState(null, "", logOf(id));
    void this.store.show({ book: { id, title } });
  };

  private showAll(): void {
    history.replaceState(null, "", location.pathname);
    void this.store.show({ book: undefined });
  }

  /** The title of the book whose log is shown; an address names only its id. */
  private titleOf(book: { readonly id: string; readonly title: string }): string {
    const [entry] = this.store.entries;
    return book.title || (entry?.book_id === book.id ? shownTitle(entry) : t(LISTEN.unknownBook));
  }

  private readonly removeEntry = async (entry: Entry): Promise<void> => {
    const path = `/api/listening/sessions/${encodeURIComponent(entry.id)}`;
    try {
      await client.request("DELETE", path);
      const undo = () =>
        void client
          .request("POST", `${path}/restore`, { idempotent: true })
          .catch((error) => this.failed(error));
      showToast({ text: t(HISTORY.deleted), action: { label: t(HISTORY.undo), press: undo } });
    } catch (error) {
      this.failed(error);
    }
  };

  private failed(error: unknown): void {
    showToast({ kind: "error", text: errorSentence(error) });
  }

  private async more(): Promise<void> {
    this.busy = true;
    await this.store.more().catch((error) => this.failed(error));
    this.busy = false;
  }

  private readonly bringIn = (): void => void importHistory();

  /** The number of entries must be typed: this cannot be undone. */
  private async deleteAll(): Promise<void> {
    const { entries } = await client.request("PUT", "/api/listening");
    let typed = "";
    const title = t(HISTORY.allTitle);
    const sure = await openDialog<boolean>(
      title,
      (close, redraw) => html`<h2 class="dialog-title">${title}</h2>
        <p class="dialog-text">${count(entries, LOST_ENTRIES)}</p>
        <div class="field"><label for="delete-all">${t(HISTORY.allType, { n: entries })}</label>
          <div class="field-box"><input id="delete-all" inputmode="numeric" autocomplete="off" data-focus @input=${(
            event: Event,
          ) => {
            typed = (event.target as HTMLInputElement).value.trim();
            redraw();
          }} /></div></div>
        <div class="dialog-keys">
          ${key({ label: t({ en: "Cancel", ru: "Отмена" }), press: () => close(false) })}
          ${key({
            label: t(HISTORY.allVerb),
            kind: "solid-danger",
            press: () => close(true),
            reason: typed === String(entries) ? undefined : t(HISTORY.allType, { n: entries }),
          })}
        </div>`,
    );
    if (!sure) return;
    try {
      await client.request("DELETE", "/api/listening/sessions");
      showToast({ text: t(HISTORY.allDone), icon: "check" });
    } catch (error) {
      this.failed(error);
    }
  }

  private dayHead(day: Day, last: boolean): TemplateResult {
    // Of the last day that is loaded, and in a search, the sum would not be the day's.
    const known = !(last && this.store.cursor) && !this.store.filter.q && !this.store.filter.book;
    return html`<h2 class="day-head"><span>${dayName(day.day)}</span>
      ${known ? html`<span class="num">${hoursAndMinutes(day.ms)}</span>` : nothing}</h2>`;
  }

  private list(): TemplateResult {
    const { store } = this;
    const { q, book } = store.filter;
    if (store.entries.length === 0) {
      return html`<div class="panel">${
        q || book
          ? emptyState(t(HISTORY.noMatch, { q: q || (book ? this.titleOf(book) : "") }))
          : emptyState(
              t(HISTORY.empty),
              t(HISTORY.emptyHelp),
              key({ label: t(IMPORT.menu), press: this.bringIn }),
            )
      }</div>`;
    }
    const days = byDay(store.entries);
    const drawn = new Set(store.entries.slice(0, this.growing.shown));
    const twice = overlapping(store.entries);
    return html`<div class="panel days" aria-label=${t(HISTORY.entries)} role="region">
      ${repeat(
        days.filter(({ entries: [first] }) => first && drawn.has(first)),
        (day) => day.day,
        (day) => html`<section class="day">${this.dayHead(day, day === days.at(-1))}
          <ul>${repeat(
            day.entries.filter((entry) => drawn.has(entry)),
            (entry) => entry.id,
            (entry) =>
              entryRow(entry, {
                playingFor: store.playingFor(entry),
                twice: twice.has(entry.id),
                remove: () => void this.removeEntry(entry),
                log: () => this.showBook(entry.book_id, shownTitle(entry)),
              }),
          )}</ul></section>`,
      )}
    </div>
    ${this.growing.end(store.entries.length)}
    ${store.cursor && store.entries.length <= this.growing.shown ? html`<p class="more">${key({ label: t(HISTORY.showMore), busy: this.busy, press: () => void this.more() })}</p>` : nothing}`;
  }

  private content(): TemplateResult {
    const { store } = this;
    if (store.loaded) return this.list();
    if (store.error !== undefined) {
      return html`<div class="panel">${errorState(t(HISTORY.failed), () => void store.open(), reference(store.error))}</div>`;
    }
    return loading(skeletonRows());
  }

  /** Below the list where there is one column: the list would push it down. */
  private side(): TemplateResult {
    return html`<aside class="history-side" aria-label=${t(STATISTICS.title)}>
      <div class="periods">${periodSteps(this.figures)} ${periodChoice(this.figures)}</div>
      ${this.statistics()}
    </aside>`;
  }

  private statistics(): TemplateResult {
    const { figures } = this;
    const { period } = figures;
    return figuresOr(
      figures,
      (found) => html`<section class="panel statistic" aria-label=${t(STATISTICS.perDay)}>
        ${numbers(found, period)} ${period === "year" ? yearMap(found, figures) : dayBars(found)} ${truth(found)}
      </section>
      ${found.listened_ms === 0 ? html`<p class="truth">${t(STATISTICS.nothing)}</p>` : nothing}
      ${period === "year" ? monthBars(found) : nothing} ${bookTotals(found, this.showBook)} ${hourBars(found)}`,
    );
  }

  override render() {
    const { store } = this;
    const { book } = store.filter;
    const { asOf: at } = store;
    return html`<rt-header active="listening" .tools=${listenTabs("history", "header")}></rt-header>
      <main id="content" tabindex="-1" class="page listen-history">
        ${listenTabs("history", "page")}
        <div class="history-head">
          <h1>${t(HISTORY.page)}</h1>
          ${find({ id: "history-search", label: t(HISTORY.search), value: this.typed, input: (value) => this.searched(value) })}
          ${exportMenu([
            { label: t(IMPORT.menu), icon: "plus", press: this.bringIn },
            {
              label: t(HISTORY.deleteAll),
              danger: true,
              press: () => void this.deleteAll().catch((error) => this.failed(error)),
            },
          ])}
        </div>
        ${at === undefined ? nothing : html`<p class="label history-as-of">${asOf(at)}</p>`}
        ${
          book
            ? html`<p class="only-book"><bdi>${visible(t(HISTORY.logOf, { title: this.titleOf(book) }))}</bdi> ${key({ label: t(HISTORY.showAll), size: "small", press: () => this.showAll() })}</p>`
            : nothing
        }
        <div class="history-list">${this.content()}</div>
        ${store.loaded || store.error !== undefined ? this.side() : nothing}
      </main>
      ${miniPlayer()}`;
  }
}
