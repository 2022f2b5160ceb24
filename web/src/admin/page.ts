import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../app/account-menu";
import "../app/connection-badge";
import { client } from "../app/client";
import { setPageTitle } from "../app/page-title";
import { navigate } from "../app/router";
import { Shortcuts } from "../app/shortcuts";
import { count, locale, t } from "../i18n";
import { reference } from "../i18n/errors";
import { RoomtoneError } from "../sdk";
import { icon, logo } from "../ui/icons";
import { errorState, loading } from "../ui/states";
import "./abuse/abuse";
import "./admin.css";
import "./alerts/alerts";
import "./audit/audit";
import "./connections/connections";
import "./bin/bin";
import { desk } from "./desk/desk";
import "./detail/detail";
import { fleet } from "./connections/fleet";
import { beginToGo, isGoing } from "./go";
import "./jobs/jobs";
import { Follow } from "./desk/live";
import { milliseconds, whole } from "./numbers";
import { type Metrics, metrics } from "./overview/metrics";
import "./overview/overview";
import "./reports/reports";
import type { Section } from "./section";
import "./sessions/sessions";
import "./desk/sign-in";
import "./tables.css";
import "./transfer/transfer";
import { ADMIN, PROCESSES } from "./words";

const SECTIONS: readonly Section[] = [
  {
    name: "overview",
    path: "/admin",
    icon: "activity",
    key: "O",
    show: () => html`<rt-admin-overview></rt-admin-overview>`,
  },
  {
    name: "sessions",
    path: "/admin/sessions",
    icon: "list",
    key: "S",
    show: (id) =>
      id
        ? html`<rt-admin-session .sessionId=${id}></rt-admin-session>`
        : html`<rt-admin-sessions></rt-admin-sessions>`,
  },
  {
    name: "alerts",
    path: "/admin/alerts",
    icon: "warning",
    key: "A",
    show: () => html`<rt-admin-alerts></rt-admin-alerts>`,
  },
  {
    name: "jobs",
    path: "/admin/jobs",
    icon: "gear",
    key: "J",
    show: () => html`<rt-admin-jobs></rt-admin-jobs>`,
  },
  {
    name: "reports",
    path: "/admin/reports",
    icon: "bubble",
    key: "R",
    show: () => html`<rt-admin-reports></rt-admin-reports>`,
  },
  {
    name: "abuse",
    path: "/admin/abuse",
    icon: "search",
    key: "U",
    show: () => html`<rt-admin-abuse></rt-admin-abuse>`,
  },
  {
    name: "connections",
    path: "/admin/connections",
    icon: "plug",
    key: "C",
    show: () => html`<rt-admin-connections></rt-admin-connections>`,
  },
  {
    name: "audit",
    path: "/admin/audit",
    icon: "shield",
    key: "L",
    show: () => html`<rt-admin-audit></rt-admin-audit>`,
  },
  {
    name: "deleted",
    path: "/admin/deleted",
    icon: "trash",
    key: "B",
    show: () => html`<rt-admin-bin></rt-admin-bin>`,
  },
  {
    name: "transfer",
    path: "/admin/transfer",
    icon: "download",
    key: "E",
    show: () => html`<rt-admin-transfer></rt-admin-transfer>`,
  },
];

/** The live line in the header notices that reports have stopped. */
const LOOK_MS = 1000;

/** `/admin` and its sections: everything that runs and is stored, for admins. */
@customElement("rt-admin-page")
export class AdminPage extends LitElement {
  @property() subject = "";
  @state() private access: "asking" | "open" | "closed" | "failed" = "asking";
  private error: unknown;
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Follow(this, [fleet, metrics, desk]);
    new Shortcuts(this, () => [
      { key: "G", label: t(ADMIN.sections), run: beginToGo },
      ...SECTIONS.map((section) => ({
        key: section.key,
        label: `G ${section.key}: ${t(ADMIN[section.name])}`,
        run: () => this.go(section),
      })),
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(`${t(ADMIN[this.section.name])} · ${t(ADMIN.admin)}`);
    this.ticking = setInterval(() => this.requestUpdate(), LOOK_MS);
    void this.enter();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticking);
    if (this.access !== "open") return;
    fleet.close();
    desk.close();
  }

  /** On a phone the sections scroll sideways: the current one is in sight. */
  override firstUpdated(): void {
    const nav = this.querySelector(".admin-nav");
    const here = nav?.querySelector("[aria-current]");
    if (!nav || !here) return;
    const [outer, inner] = [nav.getBoundingClientRect(), here.getBoundingClientRect()];
    nav.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }

  private get section(): Section {
    const found = SECTIONS.findLast(
      (one) => location.pathname === one.path || location.pathname.startsWith(`${one.path}/`),
    );
    return found ?? (SECTIONS[0] as Section);
  }

  /** Only the server knows who may enter: it is asked for the figures of the overview. */
  private async enter(): Promise<void> {
    this.access = "asking";
    try {
      await client.ensureUser();
      await metrics.load();
      if (!this.isConnected) return;
      this.access = "open";
      fleet.open();
      desk.open();
    } catch (error) {
      this.error = error;
      const refused = error instanceof RoomtoneError && ["forbidden", "unauthorized"].includes(error.code);
      this.access = refused ? "closed" : "failed";
    }
  }

  private go(section: Section): void {
    if (isGoing()) navigate(section.path);
  }

  private counts(name: Section["name"], found: Metrics | undefined): TemplateResult | typeof nothing {
    const shown = (amount: number, warns = false) =>
      html`<span class="num admin-count ${warns ? "admin-hold" : ""}">${whole(amount)}</span>`;
    if (name === "alerts" && desk.alerts.length > 0) return shown(desk.alerts.length, true);
    if (name === "jobs" && desk.jobs.failed + desk.jobs.waiting > 0)
      return shown(desk.jobs.failed + desk.jobs.waiting, desk.jobs.failed > 0);
    if (name === "connections" && fleet.processes.size > 0)
      return shown(fleet.present.reduce((sum, one) => sum + one.connections, 0));
    if (name === "sessions" && found) return shown(found.sessions.total);
    return nothing;
  }

  private liveLine(): TemplateResult {
    const present = fleet.present;
    if (present.length === 0) return html``;
    if (!fleet.isLive) {
      const time = new Date(fleet.heardAt).toLocaleTimeString(locale());
      return html`<span class="admin-live admin-stale">${t(ADMIN.stale, { time })}</span>`;
    }
    const lag = Math.max(...present.map((one) => one.bus_lag_ms));
    const workers = count(present.length, PROCESSES);
    return html`<span class="admin-live num"><i class="shape shape-dot" aria-hidden="true"></i>${t(ADMIN.live, { workers, ms: milliseconds(lag) })}</span>`;
  }

  /** Where nobody may go, it keeps its place: the page does not move when the server has answered. */
  private nav(closed: boolean): TemplateResult {
    const here = this.section.name;
    return html`<nav class="admin-nav" ?inert=${closed} aria-label=${t(ADMIN.sections)}>
      ${SECTIONS.map(
        (one) => html`<a href=${one.path} aria-current=${one.name === here ? "page" : nothing}>
          ${icon(one.icon)}<span>${t(ADMIN[one.name])}</span>${this.counts(one.name, metrics.found)}</a>`,
      )}
    </nav>`;
  }

  private content(): TemplateResult {
    if (this.access === "open") return this.section.show(this.subject);
    if (this.access === "asking") {
      return html`<h1 class="visually-hidden">${t(ADMIN[this.section.name])}</h1>
        ${loading(html`<div class="panel admin-bones"></div>`)}`;
    }
    return html`<h1 class="admin-title">${t(ADMIN.admin)}</h1>
      <div class="panel">${errorState(t(ADMIN.failed), () => void this.enter(), reference(this.error))}</div>`;
  }

  override render() {
    const closed = this.access === "closed";
    return html`<header class="header admin-header">
        <a class="brand" href="/" aria-label="Roomtone">${logo()}<span class="wordmark">Roomtone</span></a>
        <span class="admin-word">${t(ADMIN.admin)}</span>
        <div class="header-tools"><rt-connection></rt-connection>${this.access === "open" ? this.liveLine() : nothing}</div>
        <rt-account></rt-account>
      </header>
      <div class="admin">
        ${this.nav(closed)}
        <main id="content" tabindex="-1" class="admin-main">
          ${closed ? html`<rt-admin-sign-in .who=${client.user?.name ?? ""}></rt-admin-sign-in>` : this.content()}
        </main>
      </div>`;
  }
}
