import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../../app/header";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { navigate } from "../../app/router";
import { t } from "../../i18n";
import type { EventOf } from "../../sdk";
import { key } from "../../ui/key";
import { emptyState } from "../../ui/states";
import { exportMenu } from "../export-menu";
import { HistoryFeed } from "../feed";
import { logOf } from "../history/address";
import { miniPlayer } from "../player/mini";
import { listenTabs } from "../tabs";
import { dayBars, hourBars, monthBars, weekBars } from "./charts";
import { Figures } from "./figures";
import { bookTotals, figuresOr, numbers, periodChoice, periodSteps, truth } from "./parts";
import { periodTitle, type Statistics } from "./period";
import { STATISTICS } from "./words";
import { yearMap } from "./year-map";
import { showYearPicture } from "./year-picture-dialog";
import "./page.css";

/** `/listen/statistics`: what a history adds up to, in a week, 14 days, a month or a year. */
@customElement("rt-listen-statistics-page")
export class ListenStatisticsPage extends LitElement {
  /** Entries of the whole history; undefined until they are known. */
  @state() private entries: number | undefined;
  private readonly figures = new Figures("year", () => this.requestUpdate());
  private readonly feed = new HistoryFeed(client, {
    onSnapshot: ({ count }) => this.counted(count),
    onEvent: (event) => this.receive(event),
    onOffline: () => void this.figures.load(),
  });

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(STATISTICS.page));
    addEventListener("focus", this.fresh);
    document.addEventListener("visibilitychange", this.fresh);
    void this.feed.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("focus", this.fresh);
    document.removeEventListener("visibilitychange", this.fresh);
    this.feed.close();
  }

  private readonly fresh = (): void => {
    if (document.visibilityState === "visible" && this.entries !== undefined) void this.figures.load();
  };

  private counted(entries: number): void {
    this.entries = entries;
    this.figures.soon();
  }

  private receive(event: EventOf<"listening">): void {
    if (event.type === "book_changed") this.figures.soon();
    else if (event.type === "cleared") this.counted(0);
    else if (event.type !== "entries_changed") return;
    else if (event.data.player?.status === "playing" && event.data.count === this.entries)
      this.figures.follow();
    else this.counted(event.data.count);
  }

  private readonly showBook = (id: string): void => navigate(logOf(id));

  private panels(found: Statistics): TemplateResult {
    const { figures } = this;
    const { period } = figures;
    return html`<section class="panel statistic statistic-days" aria-label=${t(STATISTICS.perDay)}>
        ${numbers(found, period)} ${period === "year" ? yearMap(found, figures) : dayBars(found)} ${truth(found)}
        ${found.listened_ms === 0 ? html`<p class="truth">${t(STATISTICS.nothing)}</p>` : nothing}
      </section>
      ${period === "year" ? monthBars(found) : nothing} ${hourBars(found)} ${bookTotals(found, this.showBook)}
      ${period === "year" || period === "month" ? weekBars(found) : nothing}`;
  }

  private picture(): TemplateResult | typeof nothing {
    const { found, period } = this.figures;
    if (period !== "year" || !found || found.listened_ms === 0) return nothing;
    return key({ label: t(STATISTICS.picture), icon: "image", press: () => void showYearPicture(found) });
  }

  private content(): TemplateResult {
    if (this.entries === 0 && this.figures.found?.listened_ms === 0) {
      const open = key({
        label: t(STATISTICS.openPlayer),
        kind: "primary",
        press: () => navigate("/listen"),
      });
      return html`<div class="panel">${emptyState(t(STATISTICS.empty), t(STATISTICS.emptyHelp), open)}</div>`;
    }
    return html`<div class="statistic-panels statistic-panels-${this.figures.period}">${figuresOr(
      this.figures,
      (found) => this.panels(found),
    )}</div>`;
  }

  override render() {
    const { figures } = this;
    return html`<rt-header active="listening" .tools=${listenTabs("statistics", "header")}></rt-header>
      <main id="content" tabindex="-1" class="page listen-statistics">
        ${listenTabs("statistics", "page")}
        <div class="statistics-head">
          <div class="statistics-title"><h1>${periodTitle(figures.period, figures.back)}</h1>
            <span class="statistics-steps">${periodSteps(figures)}</span></div>
          <div class="statistics-tools">${periodChoice(figures)} ${this.picture()} ${exportMenu()}</div>
        </div>
        ${this.content()}
      </main>
      ${miniPlayer()}`;
  }
}
