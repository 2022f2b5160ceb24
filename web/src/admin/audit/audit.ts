import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { reference } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import { emptyState, errorState, loading } from "../../ui/states";
import "./audit.css";
import { desk } from "../desk/desk";
import { Refresh } from "../desk/refresh";
import { dayAndTime } from "../numbers";
import { withNewest } from "../pages";
import { AUDIT } from "../sessions/words";

type Line = contract.AuditLine;

/** What admins did, the newest first; new lines come by themselves. */
@customElement("rt-admin-audit")
export class AdminAudit extends LitElement {
  @state() private lines: Line[] | undefined;
  @state() private error: unknown;
  @state() private olderThan: string | null = null;
  @state() private busy = false;
  /** What was heard before the first page came. */
  private early: Line[] = [];
  private readonly refresh = new Refresh(() => this.load());

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    desk.addEventListener("audited", this.heard);
    desk.addEventListener("audit", this.refresh.now);
    void this.refresh.now();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    desk.removeEventListener("audited", this.heard);
    desk.removeEventListener("audit", this.refresh.now);
  }

  private readonly heard = (event: Event): void => {
    const line = (event as CustomEvent<Line>).detail;
    const known = this.lines ?? this.early;
    if (known.some((one) => one.id === line.id)) return;
    if (this.lines) this.lines = [line, ...this.lines];
    else this.early = [line, ...this.early];
  };

  private async load(): Promise<void> {
    try {
      const found = await client.request("GET", "/admin/audit", { query: { limit: 100 } });
      const shown = withNewest(this.lines ?? this.early, this.olderThan, found);
      this.lines = shown.lines;
      this.olderThan = shown.olderThan;
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
  }

  private async older(): Promise<void> {
    this.busy = true;
    const before = this.olderThan ?? "";
    await attempt(async () => {
      const found = await client.request("GET", "/admin/audit", { query: { limit: 100, before } });
      if (before !== this.olderThan) return; // these lines do not join those that are shown now
      const known = new Set(this.lines?.map((line) => line.id));
      this.lines = [...(this.lines ?? []), ...found.items.filter((line) => !known.has(line.id))];
      this.olderThan = found.next_before;
    });
    this.busy = false;
  }

  private table(lines: readonly Line[]) {
    return html`<div class="panel"><div class="admin-scroll" tabindex="0" role="region" aria-label=${t(AUDIT.title)}><table class="admin-table">
      <thead><tr><th scope="col">${t(AUDIT.when)}</th><th scope="col">${t(AUDIT.who)}</th><th scope="col">${t(AUDIT.what)}</th><th scope="col">${t(AUDIT.about)}</th></tr></thead>
      <tbody>${lines.map(
        (
          line,
        ) => html`<tr><td class="num-left">${dayAndTime(line.at)}</td><td><bdi title=${line.entry.by}>${visible(line.entry.name)}</bdi></td><td>${line.entry.action}</td>
          <td class="audit-about">${Object.entries(line.entry.about).map(([name, value]) => html`<span class="label">${name}</span> <span class="mono">${visible(value)}</span> `)}</td></tr>`,
      )}</tbody></table></div>
      ${this.olderThan ? html`<p class="admin-more">${key({ label: t(AUDIT.older), busy: this.busy, press: () => void this.older() })}</p>` : nothing}</div>`;
  }

  override render() {
    const { lines } = this;
    const content =
      this.error !== undefined
        ? html`<div class="panel">${errorState(t(AUDIT.failed), () => void this.refresh.now(), reference(this.error))}</div>`
        : !lines
          ? loading(html`<div class="panel admin-bones"></div>`)
          : lines.length === 0
            ? html`<div class="panel">${emptyState(t(AUDIT.none))}</div>`
            : this.table(lines);
    return html`<div class="admin-head"><h1 class="admin-title">${t(AUDIT.title)}</h1></div>${content}`;
  }
}
