import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { locale, t } from "../../i18n";
import { kinds, kindWord } from "../../kinds/kinds";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import { segmented } from "../../ui/segmented";
import { loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { openAlerts } from "../alerts/alerts";
import { fleet, type Minute } from "../connections/fleet";
import { desk } from "../desk/desk";
import { Follow } from "../desk/live";
import { bytes, dollars, milliseconds, percent, quantile, whole } from "../numbers";
import { barChart, lineChart, timeLabel } from "./charts";
import { metrics } from "./metrics";
import "./overview.css";
import { LIST } from "../sessions/words";
import { OVERVIEW } from "../words";

type Period = contract.Series["period"] & ("1h" | "24h" | "7d" | "30d");

/** The figures of sessions follow at this pace while the page is shown and processes report. */
const FOLLOW_MS = 5_000;

/** The overview: five numbers, then what people do, what it takes, and what it costs. */
@customElement("rt-admin-overview")
export class AdminOverview extends LitElement {
  @state() private period: Period = "24h";
  @state() private series: contract.Series | undefined;
  @state() private look: { chart: string; index: number } | undefined;
  private asked = 0;
  /** This admin waits for the end of a recalculation. */
  private asking = false;

  constructor() {
    super();
    new Follow(this, [metrics]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    fleet.addEventListener("change", this.heard);
    fleet.addEventListener("minute", this.reload);
    desk.addEventListener("change", this.worked);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    fleet.removeEventListener("change", this.heard);
    fleet.removeEventListener("minute", this.reload);
    desk.removeEventListener("change", this.worked);
  }

  /** The charts have been read once: what is below them would move when they come. */
  @state() private isRead = false;

  private readonly reload = (): void => void this.load();

  /** A report came: the figures of sessions are read again, unless they are new. */
  private readonly heard = (): void => {
    this.requestUpdate();
    if (document.visibilityState === "visible" && Date.now() - metrics.at > FOLLOW_MS)
      metrics.load().catch(() => {}); // the figures keep their time
  };

  private async load(): Promise<void> {
    const turn = ++this.asked;
    try {
      const found = await client.request("GET", "/admin/series", { query: { period: this.period } });
      if (turn === this.asked) this.series = found;
    } catch {
      // The charts keep what they show; the next minute asks again.
    }
    this.isRead = true;
  }

  private choose(period: Period): void {
    this.period = period;
    this.series = undefined;
    void this.load();
  }

  /** The points of the chart; the last one is the present, which no finished stretch has yet. */
  private get points(): readonly Minute[] {
    const found = this.series?.points ?? [];
    const present = fleet.present;
    if (present.length === 0) return found;
    const sum = (of: "connections" | "subscribers") => present.reduce((all, one) => all + one[of], 0);
    return [
      ...found,
      { at: Date.now(), connections: sum("connections"), subscribers: sum("subscribers"), done: {} },
    ];
  }

  private numbers(): TemplateResult {
    const { found } = metrics;
    if (!found) return html``;
    const { sessions } = found;
    const number = (label: string, value: number, below: TemplateResult | string) =>
      html`<div><dt class="label">${label}</dt><dd class="admin-number num">${whole(value)}</dd><dd class="label">${below}</dd></div>`;
    const orphans = html`<span class=${sessions.orphaned90Days > 0 ? "admin-hold" : ""}>${percent(sessions.orphaned90Days, sessions.total)}${this.review()}</span>`;
    return html`<dl class="panel admin-numbers">
      ${number(t(OVERVIEW.total), sessions.total, t(OVERVIEW.today, { n: whole(sessions.createdToday) }))}
      ${number(t(OVERVIEW.active), sessions.activeToday, t(OVERVIEW.ofAll, { percent: percent(sessions.activeToday, sessions.total) }))}
      ${number(t(OVERVIEW.created), sessions.createdToday, t(OVERVIEW.remixed, { n: whole(found.life.remixedToday) }))}
      ${number(t(OVERVIEW.orphaned), sessions.orphaned90Days, orphans)}
      ${number(t(OVERVIEW.depth), found.remixTreeDepth, t(OVERVIEW.longest))}
    </dl>`;
  }

  private review(): TemplateResult {
    return html` · <a href="/admin/sessions?filter=orphaned&sort=accessed&order=asc">${t(OVERVIEW.review)}</a>`;
  }

  /** Compares the figures with every session in the background; the key shows how far it is. */
  private recalculate(): TemplateResult {
    const task = desk.latest("recalculate");
    const running = task?.state === "running";
    const label = running
      ? t(OVERVIEW.checking, { done: whole(task.done), total: whole(task.total) })
      : t(OVERVIEW.recalculate);
    const press = () =>
      void attempt(async () => {
        desk.told(await client.request("POST", "/admin/recalculate"));
        this.asking = true;
      });
    return key({ label, busy: running, press });
  }

  private readonly worked = (): void => {
    this.requestUpdate();
    const task = desk.latest("recalculate");
    if (!this.asking || !task || task.state === "running") return;
    this.asking = false;
    const wrong = Object.values(task.found).reduce((sum, one) => sum + one, 0);
    const values = { n: whole(task.done), wrong: whole(wrong) };
    if (task.state === "done")
      showToast({ text: t(wrong > 0 ? OVERVIEW.repaired : OVERVIEW.noDrift, values) });
    metrics.load().catch(() => {}); // the figures keep their time
  };

  private lookAt(chart: string) {
    return {
      look: this.look?.chart === chart ? this.look.index : undefined,
      onLook: (index: number | undefined) => {
        this.look = index === undefined ? undefined : { chart, index };
      },
    };
  }

  private connections(): TemplateResult {
    const { points } = this;
    const dates = this.period === "7d" || this.period === "30d";
    return html`<section class="panel admin-wide" aria-labelledby="chart-connections">
      <div class="admin-panel-head"><h2 id="chart-connections">${t(OVERVIEW.connections)}</h2><output class="admin-head-number">${whole(points.at(-1)?.connections ?? 0)}</output></div>
      ${lineChart({
        title: t(OVERVIEW.connections),
        times: points.map((one) => one.at),
        lines: [
          {
            label: t(OVERVIEW.connections),
            hue: "shut",
            filled: true,
            values: points.map((one) => one.connections),
          },
        ],
        format: whole,
        dates,
        ...this.lookAt("connections"),
      })}
    </section>`;
  }

  private fanOut(): TemplateResult {
    const points = this.series?.points ?? [];
    const at = (share: number) =>
      points.map((one) => {
        const counts = [...fleet.bounds, 0].map((_, index) => one.done[`fan_out_${index}`] ?? 0);
        const seconds = quantile(share, counts, fleet.bounds);
        return seconds === null ? null : seconds * 1000;
      });
    const [p50, p99] = [at(0.5), at(0.99)];
    const last = (values: readonly (number | null)[]) => values.findLast((one) => one !== null) ?? null;
    const ms = (value: number | null) =>
      value === null ? "–" : `${milliseconds(value)} ${locale().startsWith("ru") ? "мс" : "ms"}`;
    return html`<section class="panel admin-wide" aria-labelledby="chart-fan-out">
      <div class="admin-panel-head"><h2 id="chart-fan-out">${t(OVERVIEW.fanOut)}</h2>
        <span class="admin-legend num"><span><i class="admin-key hue-live"></i>p50 <b>${ms(last(p50))}</b></span><span><i class="admin-key hue-hold"></i>p99 <b>${ms(last(p99))}</b></span></span></div>
      ${lineChart({
        title: t(OVERVIEW.fanOut),
        times: points.map((one) => one.at),
        lines: [
          { label: "p50", hue: "live", values: p50 },
          { label: "p99", hue: "hold", values: p99 },
        ],
        format: (value) => ms(value),
        dates: this.period === "7d" || this.period === "30d",
        ...this.lookAt("fan-out"),
      })}
    </section>`;
  }

  private bars(
    title: string,
    id: string,
    of: (one: Minute) => number,
    below?: TemplateResult,
  ): TemplateResult {
    const points = this.series?.points ?? [];
    const values = points.map(of);
    return html`<section class="panel" aria-labelledby=${id}>
      <div class="admin-panel-head"><h2 id=${id}>${title}</h2><output class="label num">${whole(values.reduce((sum, one) => sum + one, 0))} ${t(OVERVIEW.limit)}</output></div>
      ${barChart({ title, times: points.map((one) => one.at), values, dates: this.period === "7d" || this.period === "30d" })}
      ${below ?? nothing}
    </section>`;
  }

  private creations(): TemplateResult {
    const points = this.series?.points ?? [];
    const made = (one: Minute, kind?: string) =>
      Object.entries(one.done)
        .filter(([name]) => (kind ? name === `made_${kind}` : name.startsWith("made_")))
        .reduce((sum, [, amount]) => sum + amount, 0);
    const below = html`<p class="admin-kinds label num">${kinds
      .filter(({ kind, bin }) => bin && metrics.found?.kinds[kind])
      .map(
        ({ kind }) =>
          html`<span>${kindWord(kind)} ${whole(points.reduce((sum, one) => sum + made(one, kind), 0))}</span>`,
      )}</p>`;
    return this.bars(t(OVERVIEW.creations), "chart-creations", (one) => made(one), below);
  }

  private storage(): TemplateResult {
    const { found } = metrics;
    if (!found) return html``;
    const { storage, costs } = found;
    const row = (label: string, value: number) =>
      html`<div><dt>${label}</dt><dd class="num">${dollars(value)}</dd></div>`;
    return html`<section class="panel" aria-labelledby="chart-storage">
      <div class="admin-panel-head"><h2 id="chart-storage">${t(OVERVIEW.storage)}</h2></div>
      <p class="admin-size"><output class="admin-number">${bytes(storage.totalBytes)}</output> <span class="label">${t(OVERVIEW.aSession, { size: bytes(storage.averageBytes) })}</span></p>
      <dl class="admin-costs">
        ${row(t(OVERVIEW.stored), costs.storageMonthly)} ${row(t(OVERVIEW.reads), costs.estimatedReadsMonthly)}
        ${row(t(OVERVIEW.writes), costs.estimatedWritesMonthly)}
      </dl>
      <p class="label">${t(OVERVIEW.aMonth)}</p>
    </section>`;
  }

  private kinds(): TemplateResult {
    const kinds = Object.entries(metrics.found?.kinds ?? {});
    return html`<section class="panel" aria-labelledby="by-kind">
      <div class="admin-panel-head"><h2 id="by-kind">${t(OVERVIEW.byKind)}</h2></div>
      <div class="admin-scroll" tabindex="0" role="region" aria-labelledby="by-kind"><table class="admin-table">
        <thead><tr><th scope="col">${t(LIST.kind)}</th><th scope="col" class="num">${t(OVERVIEW.total)}</th><th scope="col" class="num">${t(OVERVIEW.active)}</th><th scope="col" class="num">${t(OVERVIEW.orphaned)}</th><th scope="col" class="num">${t(LIST.size)}</th></tr></thead>
        <tbody>${kinds.map(
          ([kind, one]) => html`<tr><th scope="row">${kindWord(kind)}</th>
            <td class="num">${whole(one.sessions.total)}</td><td class="num">${whole(one.sessions.activeToday)}</td>
            <td class="num">${whole(one.sessions.orphaned90Days)}</td><td class="num">${bytes(one.storage.totalBytes)}</td></tr>`,
        )}</tbody>
      </table></div>
    </section>`;
  }

  override render() {
    if (!metrics.found || !this.isRead) return loading(html`<div class="panel admin-bones"></div>`);
    const periods: { value: Period; label: string }[] = [
      { value: "1h", label: t(OVERVIEW.h1) },
      { value: "24h", label: t(OVERVIEW.h24) },
      { value: "7d", label: t(OVERVIEW.d7) },
      { value: "30d", label: t(OVERVIEW.d30) },
    ];
    return html`<div class="admin-head">
        <h1 class="admin-title">${t(OVERVIEW.title)}</h1>
        <p class="label num admin-updated">${t(OVERVIEW.updated, { time: timeLabel(metrics.at, false) })}</p>
        ${segmented<Period>({ label: t(OVERVIEW.period), name: "admin-period", value: this.period, options: periods, change: (period) => this.choose(period) })}
        ${this.recalculate()}
      </div>
      ${this.numbers()}
      <div class="admin-charts">${this.connections()}${this.fanOut()}</div>
      <div class="admin-thirds">${this.creations()}${this.storage()}${this.bars(t(OVERVIEW.events), "chart-events", (one) => one.done.events ?? 0)}</div>
      <div class="admin-charts">${this.kinds()}${openAlerts()}</div>`;
  }
}
