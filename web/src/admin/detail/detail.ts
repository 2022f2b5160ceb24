import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { navigate } from "../../app/router";
import { t } from "../../i18n";
import { reference } from "../../i18n/errors";
import { kindOf, kindWord } from "../../kinds/kinds";
import { type contract, RoomtoneError } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { placeOf } from "../abuse/subject";
import { ABUSE } from "../abuse/words";
import "./detail.css";
import { fleet } from "../connections/fleet";
import { Follow } from "../desk/live";
import { bytes, day, dayAndTime, whole } from "../numbers";
import { confirmTakeDown, restore } from "../sessions/take-down";
import { DETAIL, LIST } from "../sessions/words";
import "./tree";
import { visible } from "../../i18n/bidi";

/** A process tells of a session for 30 s after it was asked (storage/fleet/store.py). */
const WATCH_MS = 10_000;

/** One session with everything that is stored of it (K27). Looking revives nothing (K30). */
@customElement("rt-admin-session")
export class AdminSession extends LitElement {
  @property() sessionId = "";
  @state() private found: contract.AdminDetail | undefined;
  @state() private error: unknown;
  private watching: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Follow(this, [fleet]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    void this.watch();
    this.watching = setInterval(() => void this.watch(), WATCH_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.watching);
  }

  /** Asks the processes to tell of the subscribers; without it their number stays unknown. */
  private async watch(): Promise<void> {
    if (document.hidden) return;
    await client
      .request("PUT", `/admin/fleet/sessions/${encodeURIComponent(this.sessionId)}`)
      .catch(() => null);
  }

  private async load(): Promise<void> {
    this.error = undefined;
    try {
      this.found = await client.request<contract.AdminDetail>(
        "GET",
        `/admin/sessions/${encodeURIComponent(this.sessionId)}`,
      );
      setPageTitle(this.found.session.name || t(LIST.untitled));
    } catch (error) {
      this.error = error;
    }
  }

  private async takeDown(): Promise<void> {
    const { found } = this;
    if (!found) return;
    const { session } = found;
    if (!(await confirmTakeDown([session]))) return;
    if (!(await attempt(() => client.request("DELETE", `/admin/sessions/${session.id}`)))) return;
    navigate("/admin/sessions");
    const undo = async () => {
      if (await attempt(() => restore([session.id]))) navigate(`/admin/sessions/${session.id}`);
    };
    showToast({ text: t(LIST.deleted), action: { label: t(LIST.undo), press: () => void undo() } });
  }

  /** What the processes tell of this session because it is looked at. */
  private subscribers(): string {
    const told = fleet.present
      .flatMap((one) => one.watched)
      .filter((one) => one.session_id === this.sessionId);
    if (told.length === 0) return "…";
    const sum = (of: (one: contract.Watched) => number) => told.reduce((total, one) => total + of(one), 0);
    const behind = sum((one) => one.behind);
    const all = whole(sum((one) => one.subscribers));
    if (behind === 0) return all;
    const most = Math.max(...told.map((one) => one.most_waiting_bytes));
    return `${all} · ${t(DETAIL.behind, { n: whole(behind), size: bytes(most) })}`;
  }

  private facts(found: contract.AdminDetail): TemplateResult {
    const { session } = found;
    const fact = (label: string, value: unknown) =>
      html`<div><dt class="label">${label}</dt><dd class="num">${value}</dd></div>`;
    return html`<div class="panel session-facts"><dl>
      ${fact(t(LIST.kind), kindWord(session.kind))}
      ${fact(t(LIST.created), day(session.createdAt))} ${fact(t(LIST.updated), day(session.updatedAt))}
      ${fact(t(LIST.accessed), day(session.lastAccessedAt))} ${fact(t(LIST.size), bytes(session.sizeBytes))}
      ${kindOf(session.kind)?.hasRemixes ? fact(t(LIST.remixes), whole(session.remixCount)) : nothing}
      ${fact(t(DETAIL.subscribers), this.subscribers())}
      ${session.owners.length > 0 ? fact(t(LIST.owner), this.owners(session.owners)) : nothing}
      </dl><p class="label">${t(DETAIL.quiet)}</p>
    </div>`;
  }

  private owners(ids: readonly string[]): TemplateResult[] {
    return ids.map(
      (
        id,
        index,
      ) => html`${index > 0 ? ", " : nothing}<a class="mono" href=${placeOf({ way: "user", value: id })}
        aria-label=${`${t(ABUSE.search)}: ${id}`}>${id}</a>`,
    );
  }

  private accesses(found: contract.AdminDetail): TemplateResult {
    return html`<section class="panel" aria-labelledby="accesses"><div class="admin-panel-head"><h2 id="accesses">${t(DETAIL.accesses)}</h2></div>
      ${
        found.accesses.length === 0
          ? html`<p class="admin-none">${t(DETAIL.noAccesses)}</p>`
          : html`<ul class="session-lines">${found.accesses.map((one) => html`<li><span class="num">${dayAndTime(one.at)}</span><span class="label">${t(DETAIL[one.client])}</span></li>`)}</ul>`
      }
    </section>`;
  }

  private people(found: contract.AdminDetail): TemplateResult | typeof nothing {
    if (found.people.length === 0) return nothing;
    return html`<section class="panel" aria-labelledby="members"><div class="admin-panel-head"><h2 id="members">${t(DETAIL.people)}</h2></div>
      <ul class="session-lines">${found.people.map((one) => html`<li><span class="mono">${one.id}</span><span class="label">${one.role}</span></li>`)}</ul>
    </section>`;
  }

  private json(found: contract.AdminDetail): TemplateResult {
    const text = JSON.stringify(
      { session: found.session, header: found.header, content: found.content },
      null,
      2,
    );
    const copy = async () => {
      if (await attempt(() => navigator.clipboard.writeText(text)))
        showToast({ text: t(DETAIL.copied), icon: "check" });
    };
    return html`<section class="panel session-json" aria-labelledby="session-json">
      <div class="admin-panel-head"><h2 id="session-json">${t(DETAIL.json)}</h2><span class="pill pill-neutral">${icon("lock", 12)}${t(DETAIL.readOnly)}</span>
        ${key({ label: t(DETAIL.copy), icon: "copy", press: () => void copy() })}</div>
      ${found.truncated ? html`<p class="label">${t(DETAIL.cut)}</p>` : nothing}
      <pre class="mono" tabindex="0" role="region" aria-labelledby="session-json">${visible(text)}</pre>
    </section>`;
  }

  private failed(): TemplateResult {
    if (
      this.error instanceof RoomtoneError &&
      ["session_not_found", "invalid_session_id"].includes(this.error.code)
    ) {
      const back = key({ label: t(LIST.list), press: () => navigate("/admin/sessions") });
      return html`<div class="panel">${emptyState(t(DETAIL.gone), t(DETAIL.goneText), back, true)}</div>`;
    }
    return html`<h1 class="admin-title">${t(LIST.title)}</h1><div class="panel">${errorState(t(DETAIL.failed), () => void this.load(), reference(this.error))}</div>`;
  }

  override render() {
    if (this.error !== undefined) return this.failed();
    const { found } = this;
    if (!found) {
      return html`<h1 class="visually-hidden">${t(LIST.title)}</h1>${loading(html`<div class="panel admin-bones"></div>`)}`;
    }
    const { session } = found;
    const kind = kindOf(session.kind);
    return html`<div class="admin-head session-head">
        <a class="icon-key" href="/admin/sessions" aria-label=${t(LIST.list)} title=${t(LIST.list)}>${icon("back")}</a>
        <h1 class="admin-title"><bdi>${visible(session.name || t(LIST.untitled))}</bdi></h1>
        <span class="mono label" title=${session.id}>${session.id.slice(0, 8)}…</span>
        <span class="admin-updated">${t(session.status === "orphan" ? LIST.orphan : LIST.activeMark)}</span>
        ${kind?.people ? html`<a class="key key-secondary key-marked" href=${kind.page(session.id, null)} target="_blank" rel="noopener">${icon("open")}<span>${t(DETAIL.open)}</span></a>` : nothing}
        ${kind?.bin ? key({ label: t(LIST.remove), kind: "danger", icon: "trash", press: () => void this.takeDown() }) : nothing}
      </div>
      ${this.facts(found)}
      <div class="session-columns">
        <div class="session-column">
          ${
            kind?.hasRemixes
              ? html`<section class="panel" aria-labelledby="remix-tree"><div class="admin-panel-head"><h2 id="remix-tree">${t(DETAIL.tree)}</h2></div>
                  <rt-remix-tree .nodes=${found.tree} .current=${session.id}></rt-remix-tree></section>`
              : nothing
          }
          ${this.accesses(found)} ${this.people(found)}
        </div>
        ${this.json(found)}
      </div>`;
  }
}
