import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { reference } from "../../i18n/errors";
import { kindWord } from "../../kinds/kinds";
import { REASONS } from "../../people/report-words";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { choice } from "../choice";
import { desk } from "../desk/desk";
import { dayAndTime, whole } from "../numbers";
import { REPORT_STATES, REPORTS } from "./words";
import "./reports.css";
import { Refresh } from "../desk/refresh";
import { AUDIT, LIST } from "../sessions/words";

type Report = contract.UserReport;
type Outcome = contract.ReportClosed["outcome"];

const PAGE = 50;
/** As many as the server gives at once. */
const MOST = 200;

/** What users have reported (AB8). It follows the desk. */
@customElement("rt-admin-reports")
export class AdminReports extends LitElement {
  @state() private rows: readonly Report[] | undefined;
  @state() private open = 0;
  @state() private hasMore = false;
  @state() private which: "open" | "all" = "open";
  @state() private error: unknown;
  @state() private busy = "";
  private wanted = PAGE;
  private readonly refresh = new Refresh(() => this.load());

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    desk.addEventListener("reports", this.refresh.now);
    void this.refresh.now();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    desk.removeEventListener("reports", this.refresh.now);
  }

  /** As many rows as are shown, in pages. */
  private async load(): Promise<void> {
    const { wanted, which } = this;
    const rows = new Map<string, Report>();
    let before: string | null = null;
    let open = 0;
    try {
      do {
        const limit = Math.min(MOST, wanted - rows.size);
        const found: contract.ReportPage = await client.request("GET", "/admin/reports", {
          query: { state: which, limit, ...(before === null ? {} : { before }) },
        });
        for (const one of found.items) rows.set(one.id, one);
        ({ open, next_before: before } = found);
      } while (before !== null && rows.size < wanted);
      this.rows = [...rows.values()];
      this.open = open;
      this.hasMore = before !== null;
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
  }

  private choose(which: string): void {
    this.which = which === "all" ? "all" : "open";
    this.wanted = PAGE;
    void this.refresh.now();
  }

  private async older(): Promise<void> {
    this.wanted += PAGE;
    this.busy = "older";
    await this.refresh.now();
    this.busy = "";
  }

  private async close(report: Report, outcome: Outcome): Promise<void> {
    this.busy = report.id + outcome;
    const path = `/admin/reports/${encodeURIComponent(report.id)}/close`;
    const isClosed = await attempt(() => client.request("POST", path, { body: { outcome } }));
    if (isClosed) showToast({ text: t(REPORTS.closed), icon: "check" });
    await this.refresh.now();
    this.busy = "";
  }

  private keys(report: Report): TemplateResult {
    if (report.state !== "open") return html`${t(REPORT_STATES[report.state])}`;
    const closing = (outcome: Outcome, word: (typeof REPORTS)["acted"]) =>
      key({
        label: t(word),
        size: "small",
        of: `${t(REASONS[report.reason])}, ${report.by_name}`,
        busy: this.busy === report.id + outcome,
        press: () => void this.close(report, outcome),
      });
    return html`<span class="report-keys">${closing("acted", REPORTS.acted)}${closing("dismissed", REPORTS.dismiss)}</span>`;
  }

  private row(one: Report): TemplateResult {
    return html`<tr data-id=${one.id}><td class="num-left">${dayAndTime(one.at)}</td>
      <th scope="row">${kindWord(one.kind)} <a class="mono" href=${`/admin/sessions/${one.session_id}`}>${one.session_id.slice(0, 8)}…</a></th>
      <td class="report-text"><b>${t(REASONS[one.reason])}</b>${one.text ? html`<br /><bdi>${visible(one.text)}</bdi>` : nothing}</td>
      <td><bdi title=${one.by}>${visible(one.by_name)}</bdi></td><td>${this.keys(one)}</td></tr>`;
  }

  private table(rows: readonly Report[]): TemplateResult {
    const heads = [REPORTS.when, REPORTS.session, REPORTS.reason, REPORTS.by, LIST.actions];
    return html`<div class="panel"><div class="admin-scroll" tabindex="0" role="region" aria-label=${t(REPORTS.title)}><table class="admin-table">
      <thead><tr>${heads.map((head) => html`<th scope="col">${t(head)}</th>`)}</tr></thead>
      <tbody>${rows.map((one) => this.row(one))}</tbody></table></div>
      ${this.hasMore ? html`<p class="admin-more">${key({ label: t(AUDIT.older), busy: this.busy === "older", press: () => void this.older() })}</p>` : nothing}</div>`;
  }

  private content(): TemplateResult {
    const { rows } = this;
    if (this.error !== undefined)
      return html`<div class="panel">${errorState(t(REPORTS.failed), () => void this.refresh.now(), reference(this.error))}</div>`;
    if (!rows) return loading(html`<div class="panel admin-bones"></div>`);
    if (rows.length === 0)
      return html`<div class="panel">${emptyState(t(REPORTS.none), t(REPORTS.noneHelp))}</div>`;
    return this.table(rows);
  }

  override render() {
    return html`<div class="admin-head"><h1 class="admin-title">${t(REPORTS.title)}</h1>
        <output class="label num">${t(REPORTS.count, { n: whole(this.open) })}</output>
        ${choice({
          id: "reports-shown",
          label: t(REPORTS.show),
          value: this.which,
          options: [
            ["open", t(REPORTS.open)],
            ["all", t(REPORTS.all)],
          ],
          change: (which) => this.choose(which),
        })}</div>${this.content()}`;
  }
}
