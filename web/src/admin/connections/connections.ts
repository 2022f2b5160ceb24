import { html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { locale, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { loading } from "../../ui/states";
import { Follow } from "../desk/live";
import { bytes, milliseconds, whole } from "../numbers";
import { FLEET, OVERVIEW } from "../words";
import { fleet, type Process } from "./fleet";

const MOST = 20;

/** How long since then, in the largest unit that fits. */
function since(at: number): string {
  const minutes = Math.max(0, Math.round((Date.now() - at) / 60_000));
  const [value, unit] =
    minutes < 120
      ? [minutes, "minute"]
      : minutes < 2880
        ? [Math.round(minutes / 60), "hour"]
        : [Math.round(minutes / 1440), "day"];
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: unit as string,
    unitDisplay: "short",
  }).format(value as number);
}

/** The processes of the fleet, and who listens to what. */
@customElement("rt-admin-connections")
export class AdminConnections extends LitElement {
  constructor() {
    super();
    new Follow(this, [fleet]);
  }

  override createRenderRoot() {
    return this;
  }

  private row(one: Process): TemplateResult {
    const role = t(one.role === "web" ? FLEET.web : FLEET.worker);
    const ms = (value: number) => t(FLEET.ms, { n: milliseconds(value) });
    return html`<tr>
      <th scope="row"><span class="mono">${one.id}</span><span class="label"><bdi>${visible(one.host)}</bdi> · ${one.pid}</span></th>
      <td>${role}${one.is_draining ? html` <span class="admin-hold">${t(FLEET.draining)}</span>` : ""}</td>
      <td class="num">${since(one.started_at)}</td>
      <td class="num">${whole(one.connections)}</td>
      <td class="num">${whole(one.subscribers)}</td>
      <td class="num">${milliseconds(one.events_a_second)}</td>
      <td class="num">${ms(one.bus_lag_ms)}</td>
      <td class="num">${ms(one.loop_lag_ms)}</td>
      <td class="num">${bytes(one.memory_bytes)}</td>
    </tr>`;
  }

  private processes(): TemplateResult {
    const heads = [
      FLEET.process,
      FLEET.role,
      FLEET.up,
      OVERVIEW.connections,
      FLEET.subscribers,
      FLEET.events,
      FLEET.busLag,
      FLEET.loopLag,
      FLEET.memory,
    ];
    const present = fleet.present.sort((a, b) => a.role.localeCompare(b.role) || a.started_at - b.started_at);
    return html`<section class="panel" aria-labelledby="processes">
      <div class="admin-panel-head"><h2 id="processes">${t(FLEET.processes)}</h2><output class="label num">${whole(present.length)}</output></div>
      <div class="admin-scroll" tabindex="0" role="region" aria-labelledby="processes"><table class="admin-table">
        <thead><tr>${heads.map((head, index) => html`<th scope="col" class=${index > 1 ? "num" : ""}>${t(head)}</th>`)}</tr></thead>
        <tbody>${present.map((one) => this.row(one))}</tbody>
      </table></div>
    </section>`;
  }

  private busiest(): TemplateResult {
    const found = new Map<string, { session: string; feed: string; subscribers: number }>();
    for (const one of fleet.present.flatMap((process) => process.busiest)) {
      const name = `${one.session_id} ${one.feed}`;
      const known = found.get(name) ?? { session: one.session_id, feed: one.feed, subscribers: 0 };
      known.subscribers += one.subscribers;
      found.set(name, known);
    }
    const rows = [...found.values()].sort((a, b) => b.subscribers - a.subscribers).slice(0, MOST);
    return html`<section class="panel" aria-labelledby="busiest">
      <div class="admin-panel-head"><h2 id="busiest">${t(FLEET.busiest)}</h2></div>
      ${
        rows.length === 0
          ? html`<p class="admin-none">${t(FLEET.nobody)}</p>`
          : html`<div class="admin-scroll" tabindex="0" role="region" aria-labelledby="busiest"><table class="admin-table">
              <thead><tr><th scope="col">${t(FLEET.session)}</th><th scope="col">${t(FLEET.feed)}</th><th scope="col" class="num">${t(FLEET.subscribers)}</th></tr></thead>
              <tbody>${rows.map((one) => html`<tr><th scope="row" class="mono">${one.session}</th><td>${one.feed}</td><td class="num">${whole(one.subscribers)}</td></tr>`)}</tbody>
            </table></div>`
      }
    </section>`;
  }

  override render() {
    const head = html`<div class="admin-head"><h1 class="admin-title">${t(FLEET.title)}</h1></div>`;
    if (fleet.present.length === 0)
      return html`${head}${loading(html`<div class="panel admin-bones"></div>`)}`;
    return html`${head}
      ${this.processes()} ${this.busiest()}`;
  }
}
