import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { navigate } from "../../app/router";
import { Shortcuts } from "../../app/shortcuts";
import { t } from "../../i18n";
import { reference } from "../../i18n/errors";
import { attempt } from "../../ui/attempt";
import { icon } from "../../ui/icons";
import { iconKey, key } from "../../ui/key";
import { emptyState, errorState } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { choice } from "../choice";
import { isGoing } from "../go";
import { whole } from "../numbers";
import { metrics } from "../overview/metrics";
import { bulkDeletion } from "./bulk";
import { EVERYTHING, Listing, type Row, searchOf, sortOf, type Wanted, wantedOf } from "./listing";
import { LIST } from "./words";
import "./sessions.css";
import { exportAddress } from "../transfer/transfer";
import { kindChoices } from "../words";
import { CARD, ROW, sessionTable } from "./table";
import { confirmTakeDown, restore } from "./take-down";

const SEARCH_MS = 200;
/** Rows from the end at which the next page is read. */
const AHEAD = 40;

/** All sessions: sorted, filtered, searched, and deleted one by one or in bulk (K26). */
@customElement("rt-admin-sessions")
export class AdminSessions extends LitElement {
  @state() private selected = new Set<string>();
  @state() private at = -1;
  @state() private scrolled = 0;
  @state() private deleting = false;
  private readonly listing = new Listing();
  private readonly phone = matchMedia("(max-width: 959px)");
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new Shortcuts(this, () => [
      {
        key: "/",
        label: t(LIST.search),
        run: () => this.querySelector<HTMLElement>("#session-search")?.focus(),
      },
      { key: "J", label: t(LIST.next), run: () => this.move(1) },
      { key: "K", label: t(LIST.before), run: () => this.move(-1) },
      { key: "Enter", label: t(LIST.view), run: () => this.act((row) => this.open(row)) },
      {
        key: "X",
        label: t(LIST.mark),
        run: () => this.act((row) => this.select(row, !this.selected.has(row.id))),
      },
      {
        key: "O",
        label: t(LIST.orphaned),
        // Two keys go to the overview; this one alone filters.
        run: () => (isGoing() ? navigate("/admin") : this.want({ filter: "orphaned" })),
      },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.listing.addEventListener("change", this.redraw);
    this.phone.addEventListener("change", this.redraw);
    addEventListener("resize", this.redraw);
    void this.listing.show(wantedOf(location.search));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listing.removeEventListener("change", this.redraw);
    this.phone.removeEventListener("change", this.redraw);
    removeEventListener("resize", this.redraw);
    clearTimeout(this.typing);
  }

  private readonly redraw = (): void => {
    this.requestUpdate();
    void this.updateComplete.then(() => this.readAhead());
  };

  private get body(): HTMLElement | null {
    return this.querySelector(".session-body");
  }

  private readAhead(): void {
    const { body, listing } = this;
    if (!body || listing.error !== undefined) return;
    const high = this.phone.matches ? CARD : ROW;
    const seen = (body.scrollTop + body.clientHeight) / high;
    if (seen + AHEAD > listing.rows.length) void listing.more();
  }

  /** Another list; the address names it, so that Back and a link show it again. */
  private want(change: Partial<Wanted>): void {
    const wanted = { ...this.listing.wanted, ...change };
    history.replaceState(null, "", location.pathname + searchOf(wanted));
    this.selected = new Set();
    this.at = -1;
    this.scrolled = 0;
    this.body?.scrollTo(0, 0);
    void this.listing.show(wanted);
    this.requestUpdate();
  }

  private sort(by: string): void {
    const { order } = this.listing.wanted;
    const sort = sortOf(this.listing.wanted);
    const first = by === "id" ? "asc" : "desc";
    this.want({ sort: by, order: sort === by ? (order === "asc" ? "desc" : "asc") : first });
  }

  private move(by: number): void {
    const { rows } = this.listing;
    if (rows.length === 0) return;
    this.at = Math.max(0, Math.min(rows.length - 1, this.at + by));
    const high = this.phone.matches ? CARD : ROW;
    const { body } = this;
    if (!body) return;
    const top = this.at * high;
    if (top < body.scrollTop) body.scrollTop = top;
    else if (top + high > body.scrollTop + body.clientHeight) body.scrollTop = top + high - body.clientHeight;
  }

  private act(on: (row: Row) => void): void {
    const row = this.listing.rows[this.at];
    if (row) on(row);
  }

  private open(row: Row): void {
    navigate(`/admin/sessions/${row.id}`);
  }

  private select(row: Row, on: boolean): void {
    const selected = new Set(this.selected);
    if (on) selected.add(row.id);
    else selected.delete(row.id);
    this.selected = selected;
  }

  private async takeDown(rows: readonly Row[]): Promise<void> {
    if (this.deleting || !(await confirmTakeDown(rows))) return;
    this.deleting = true;
    const gone: string[] = [];
    await attempt(async () => {
      for (const row of rows) {
        await client.request("DELETE", `/admin/sessions/${row.id}`);
        gone.push(row.id);
        this.listing.remove(row.id);
      }
    });
    this.deleting = false;
    this.selected = new Set([...this.selected].filter((id) => !gone.includes(id)));
    if (gone.length === rows.length) {
      showToast({
        text: t(LIST.deleted),
        action: { label: t(LIST.undo), press: () => void this.bringBack(gone) },
      });
    }
    metrics.load().catch(() => {}); // the counts follow with the next report
  }

  private async bringBack(ids: readonly string[]): Promise<void> {
    await attempt(() => restore(ids));
    void this.listing.show(this.listing.wanted);
  }

  private async bulk(): Promise<void> {
    await bulkDeletion();
    void this.listing.show(this.listing.wanted);
    metrics.load().catch(() => {}); // the counts follow with the next report
  }

  private date(id: string, label: string, value: string, change: (value: string) => void): TemplateResult {
    return html`<label class="session-filter" for=${id}><span>${label}</span>
      <input id=${id} type="date" .value=${value} @change=${(event: Event) => change((event.target as HTMLInputElement).value)} /></label>`;
  }

  private filters(): TemplateResult {
    const { wanted } = this.listing;
    const typed = (event: Event) => {
      const q = (event.target as HTMLInputElement).value.trim();
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.want({ q }), SEARCH_MS);
    };
    return html`<div class="session-filters" role="search">
      <label class="search">${icon("search")}<span class="visually-hidden">${t(LIST.search)}</span>
        <input id="session-search" type="search" maxlength="200" autocomplete="off" placeholder=${t(LIST.search)} .value=${wanted.q} @input=${typed} /><kbd aria-hidden="true">/</kbd></label>
      <div class="session-choices">${choice({
        id: "session-filter",
        label: t(LIST.filter),
        value: wanted.filter,
        options: [
          ["all", t(LIST.all)],
          ["orphaned", t(LIST.orphaned)],
          ["active", t(LIST.active)],
        ],
        change: (filter) => this.want({ filter: filter as Wanted["filter"] }),
      })}
      ${choice({ id: "session-kind", label: t(LIST.kind), value: wanted.kind, options: kindChoices(t(LIST.all)), change: (kind) => this.want({ kind }) })}
      ${this.date("session-from", t(LIST.from), wanted.from, (from) => this.want({ from }))}
      ${this.date("session-to", t(LIST.to), wanted.to, (to) => this.want({ to }))}
      ${searchOf(wanted) ? key({ label: t(LIST.clear), kind: "ghost", press: () => this.want(EVERYTHING) }) : nothing}</div>
    </div>`;
  }

  private content(): TemplateResult {
    const { listing } = this;
    if (listing.error !== undefined) {
      const again = () => void listing.show(listing.wanted);
      return html`<div class="panel">${errorState(t(LIST.failed), again, reference(listing.error))}</div>`;
    }
    if (listing.isComplete && listing.rows.length === 0) {
      const clear = searchOf(listing.wanted)
        ? key({ label: t(LIST.clear), press: () => this.want(EVERYTHING) })
        : undefined;
      return html`<div class="panel">${emptyState(t(LIST.none), undefined, clear)}</div>`;
    }
    return sessionTable({
      listing,
      selected: this.selected,
      at: this.at,
      scrollTop: this.scrolled,
      height: this.body?.clientHeight ?? 600,
      cards: this.phone.matches,
      sort: (by) => this.sort(by),
      select: (row, on) => this.select(row, on),
      open: (row) => this.open(row),
      remove: (row) => void this.takeDown([row]),
      scrolled: (event) => {
        this.scrolled = (event.target as HTMLElement).scrollTop;
        this.readAhead();
      },
    });
  }

  private selection(): TemplateResult | typeof nothing {
    if (this.selected.size === 0) return nothing;
    const rows = this.listing.rows.filter((row) => this.selected.has(row.id));
    return html`<div class="session-bar" role="status">
      <span class="num">${t(LIST.selected, { n: whole(this.selected.size) })}</span>
      <button type="button" @click=${() => void this.takeDown(rows)}>${t(LIST.deleteSelected)}</button>
      ${iconKey({
        label: t(LIST.unselect),
        icon: "close",
        press: () => {
          this.selected = new Set();
        },
      })}
    </div>`;
  }

  override render() {
    const { listing } = this;
    return html`<div class="admin-head"><h1 class="admin-title">${t(LIST.title)}</h1><span class="admin-updated"></span>
        <a class="key key-secondary key-marked" href=${exportAddress({ filter: "orphaned", format: "json" })} download>${icon("download")}<span>${t(LIST.exportOrphans)}</span></a>
        ${key({ label: t(LIST.bulk), kind: "danger", icon: "trash", press: () => void this.bulk() })}
      </div>
      ${this.filters()} ${this.content()}
      <p class="session-foot num"><span>${listing.summary || "\u00a0"}</span><span class="label">${t(LIST.shown, { n: whole(listing.rows.length) })}</span></p>
      ${this.selection()}`;
  }
}
