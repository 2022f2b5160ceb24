import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { reference } from "../../i18n/errors";
import { icon } from "../../ui/icons";
import { errorState, loading } from "../../ui/states";
import "./alerts.css";
import { type Alert, desk } from "../desk/desk";
import { Follow } from "../desk/live";
import { ALERT_NAMES, ALERTS } from "../desk/words";
import { dayAndTime, milliseconds, percent, whole } from "../numbers";
import { FLEET } from "../words";

/** Where an admin sees more of it. */
const PLACES: Record<string, string> = {
  bus_lag: "/admin/connections",
  loop_lag: "/admin/connections",
  creations: "/admin/sessions?sort=created",
  large_sessions: "/admin/sessions?sort=size",
  late_jobs: "/admin/jobs",
  failed_jobs: "/admin/jobs",
};

/** A value in the unit of its alert. */
function shown(name: string, value: number): string {
  if (name.endsWith("_limit") || name === "spending") return percent(value, 1);
  if (name.endsWith("_lag")) return t(FLEET.ms, { n: milliseconds(value) });
  return name === "creations" || name === "rejected_input"
    ? t(ALERTS.aMinute, { n: whole(value) })
    : whole(value);
}

const title = (name: string): string => t(ALERT_NAMES[name] ?? { en: name });

function alertRow(alert: Alert): TemplateResult {
  const place = PLACES[alert.name];
  const value = shown(alert.name, alert.value);
  const told = t(ALERTS.value, { value, threshold: shown(alert.name, alert.threshold) });
  return html`<li class="alert-row">
    <span class="alert-sign">${icon("warning")}</span>
    <span class="alert-text"><b>${title(alert.name)}</b>
      <span class="label num">${told} · ${t(ALERTS.since, { time: dayAndTime(alert.since) })}</span></span>
    ${place ? html`<a class="key key-secondary" href=${place} aria-label=${`${t(ALERTS.show)}: ${title(alert.name)}`}><span>${t(ALERTS.show)}</span></a>` : nothing}
  </li>`;
}

/** What is alarming now; it follows the desk. */
export function openAlerts(heading = t(ALERTS.title)): TemplateResult {
  return html`<section class="panel" aria-labelledby="open-alerts">
    <div class="admin-panel-head"><h2 id="open-alerts">${heading}</h2><output class="label num">${whole(desk.alerts.length)}</output></div>
    <div role="status">${
      desk.alerts.length === 0
        ? html`<p class="admin-none">${t(ALERTS.quiet)}</p>`
        : html`<ul class="alert-rows">${desk.alerts.map(alertRow)}</ul>`
    }</div>
  </section>`;
}

/** What alarms admins (K29): now, and from which values on. */
@customElement("rt-admin-alerts")
export class AdminAlerts extends LitElement {
  @state() private thresholds: Readonly<Record<string, number>> | undefined;
  @state() private error: unknown;

  constructor() {
    super();
    new Follow(this, [desk]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    this.error = undefined;
    try {
      this.thresholds = (await client.request("GET", "/admin/alerts")).thresholds;
    } catch (error) {
      this.error = error;
    }
  }

  private table(thresholds: Readonly<Record<string, number>>): TemplateResult {
    const open = new Set<string>(desk.alerts.map((one) => one.name));
    return html`<section class="panel" aria-labelledby="thresholds">
      <div class="admin-panel-head"><h2 id="thresholds">${t(ALERTS.thresholds)}</h2></div>
      <div class="admin-scroll" tabindex="0" role="region" aria-labelledby="thresholds"><table class="admin-table alert-thresholds">
        <thead><tr><th scope="col">${t(ALERTS.what)}</th><th scope="col" class="num">${t(ALERTS.from)}</th><th scope="col">${t(ALERTS.state)}</th></tr></thead>
        <tbody>${Object.entries(thresholds).map(
          ([name, value]) => html`<tr><th scope="row">${title(name)}</th>
            <td class="num">${value === 0 ? t(ALERTS.never) : shown(name, value)}</td>
            <td>${open.has(name) ? html`<span class="admin-hold">${t(ALERTS.open)}</span>` : t(ALERTS.calm)}</td></tr>`,
        )}</tbody>
      </table></div>
      <p class="label">${t(ALERTS.settings)}</p>
    </section>`;
  }

  override render() {
    const { thresholds } = this;
    const head = html`<div class="admin-head"><h1 class="admin-title">${t(ALERTS.title)}</h1></div>`;
    if (this.error !== undefined)
      return html`${head}<div class="panel">${errorState(t(ALERTS.failed), () => void this.load(), reference(this.error))}</div>`;
    if (!thresholds || !desk.isKnown)
      return html`${head}${loading(html`<div class="panel admin-bones"></div>`)}`;
    return html`${head}${openAlerts(t(ALERTS.now))}${this.table(thresholds)}`;
  }
}
