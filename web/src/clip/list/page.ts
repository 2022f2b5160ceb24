import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { asOf } from "../../app/as-of";
import { shareable } from "../../ui/shareable";
import "../../app/header";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { Shortcuts } from "../../app/shortcuts";
import { deletedDialog } from "../../bin/dialog";
import { deletedSessions, offerUndo } from "../../bin/sessions";
import { BIN } from "../../bin/words";
import { type HomeRow, homeFeed } from "../../home/feed";
import { followHome } from "../../home/notices";
import { RowsOf } from "../../home/rows-of";
import { count, t } from "../../i18n";
import { errorSentence, reference } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { copyText } from "../../ui/clipboard";
import { confirmDialog, openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { find, isFound } from "../../ui/list/find";
import { Growing } from "../../ui/list/growing";
import { statusWord } from "../../ui/pill";
import { segmented } from "../../ui/segmented";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import type { ClipSessionSummary } from "../session";
import { CLIP } from "../words";
import "./create-form";
import "./list.css";
import { sessionRow, skeletonRows } from "./row";
import { cached, deleteSession, fetchPage, inOrder, type Listing, lastMade } from "./store";
import { LIST, LOST_MOMENTS } from "./words";

const READ_AGAIN_MS = 1500;
const DELETED = "/api/deleted/clip-sessions";
const PHONE = "(max-width: 639px)";

const factsOf = (row: HomeRow): contract.ClipFacts => row.facts as contract.ClipFacts;

/** What a row says of an item of the list. */
function said(row: HomeRow): Pick<ClipSessionSummary, "title" | "game" | "status"> {
  return {
    title: row.title ?? "",
    game: factsOf(row).game,
    status: row.state as ClipSessionSummary["status"],
  };
}

/** Whether the feed's row says something else: the list was read before a change, or the row is a second behind. */
function differs(item: ClipSessionSummary): boolean {
  const row = homeFeed.rows.get(item.id);
  if (!row?.facts || row.role === "viewer") return false;
  const { title, game, status } = said(row);
  return title !== item.title || game !== item.game || status !== item.status;
}

const STATUSES = ["all", "active", "paused", "created", "ended"] as const;
type Status = (typeof STATUSES)[number];

/** The streamer's own sessions, and the form for the next one. */
@customElement("rt-clip-list-page")
export class ClipListPage extends LitElement {
  @state() private listing: Listing | undefined;
  @state() private error: unknown;
  @state() private more = false;
  @state() private status: Status = "all";
  @state() private q = "";
  private readonly growing = new Growing(this);
  private readonly rows = new RowsOf(homeFeed, "clip");
  private reloading: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new Shortcuts(this, () => [
      { key: "N", label: t(LIST.newSession), run: () => this.startNew() },
      { key: "/", label: t(LIST.find), run: () => this.querySelector<HTMLElement>("#find-clips")?.focus() },
      { key: "J", label: t(LIST.moveDown), run: () => this.move(1) },
      { key: "K", label: t(LIST.moveUp), run: () => this.move(-1) },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(LIST.page));
    addEventListener("rt-restored", this.reload);
    homeFeed.addEventListener("rows", this.rowsChanged);
    void this.load().then(() => {
      followHome();
      if (location.search === "?new" || this.listing?.items.length === 0) this.startNew();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    homeFeed.removeEventListener("rows", this.rowsChanged);
    clearTimeout(this.reloading);
    removeEventListener("rt-restored", this.reload);
  }

  private readonly reload = (): void => void this.load();

  /** States and titles change at once; what the feed does not have (the moments and where they are) is read again soon. */
  private readonly rowsChanged = (): void => {
    if (!this.listing || !homeFeed.loaded) return;
    const isFirst = !this.rows.begun;
    const { added, gone, changed } = this.rows.changes();
    let isOld = added || (isFirst && this.listing.items.some(differs));
    const items = this.listing.items
      .filter((item) => !gone.includes(item.id))
      .map((item) => {
        const change = changed.get(item.id);
        if (!change?.row.facts || change.row.role === "viewer") return item;
        isOld ||= factsOf(change.row).taps !== factsOf(change.before).taps;
        return { ...item, ...said(change.row) };
      });
    this.listing = { ...this.listing, items: inOrder(items) };
    if (isOld) this.readSoon();
  };

  private readSoon(): void {
    this.reloading ??= setTimeout(() => {
      this.reloading = undefined;
      // Further pages stay as they are.
      if (this.listing?.cursor !== null || this.listing.asOf !== undefined) return;
      void this.load();
    }, READ_AGAIN_MS);
  }

  private async load(): Promise<void> {
    this.error = undefined;
    try {
      this.listing = await fetchPage(undefined);
      if (this.growing.shown > this.listing.items.length) await this.loadAll(this.growing.shown);
      this.rowsChanged(); // those that changed while the list was on its way
    } catch (error) {
      this.listing = cached();
      if (!this.listing) this.error = error;
      client.connection.open(); // so that the badge shows the state, and the page notices when the connection is back
      client.connection.addEventListener("online", () => void this.load(), { once: true });
    }
    await this.updateComplete;
  }

  private async loadMore(): Promise<void> {
    if (this.more) return;
    this.more = true;
    try {
      this.listing = await fetchPage(this.listing);
    } catch (error) {
      showToast({ kind: "error", text: errorSentence(error) });
    }
    this.more = false;
  }

  /** Reads further pages, as many as it takes for `rows`. */
  private async loadAll(rows = Number.POSITIVE_INFINITY): Promise<void> {
    while (this.listing?.cursor && this.listing.items.length < rows) {
      const before = this.listing;
      await this.loadMore();
      if (this.listing === before) return; // refused: the toast says why
    }
  }

  /** Whoever looks for something looks through all. */
  private look(wanted: { readonly q?: string; readonly status?: Status }): void {
    this.q = wanted.q ?? this.q;
    this.status = wanted.status ?? this.status;
    this.growing.begin();
    if (this.isLooking) void this.loadAll();
  }

  private get isLooking(): boolean {
    return this.q !== "" || this.status !== "all";
  }

  /** On wide screens the form is a row; on a phone it is a sheet. */
  private startNew(): void {
    if (!matchMedia(PHONE).matches) {
      this.querySelector<HTMLElement>("#create-title-row")?.focus();
      return;
    }
    void openDialog(
      t(LIST.newSession),
      (close) => html`<div @created=${() => close()}>
        <h2 class="dialog-title">${t(LIST.newSession)}</h2>
        <div class="dialog-body">${this.asLastTime}<rt-clip-create name="sheet" .like=${this.last?.id}></rt-clip-create></div>
      </div>`,
      "sheet",
    );
  }

  private move(step: number): void {
    const rows = [...this.querySelectorAll<HTMLElement>(".session-open")];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  }

  private readonly copy = async (session: ClipSessionSummary): Promise<void> => {
    const copied = await copyText(shareable(session.viewer_url));
    if (copied) showToast({ text: t(CLIP.linkCopied), icon: "check" });
  };

  private readonly removeSession = async (session: ClipSessionSummary): Promise<void> => {
    const sure = await confirmDialog({
      title: t(LIST.deleteTitle, { title: session.title }),
      text: count(session.moments, LOST_MOMENTS),
      verb: t(LIST.deleteVerb),
    });
    if (!sure) return;
    try {
      await deleteSession(session.id);
      if (this.listing) {
        this.listing = { ...this.listing, items: this.listing.items.filter((one) => one.id !== session.id) };
      }
      offerUndo(DELETED, session.id, t(LIST.deleted), () => void this.load());
    } catch (error) {
      showToast({ kind: "error", text: errorSentence(error) });
    }
  };

  private async openDeleted(): Promise<void> {
    await attempt(async () => {
      await client.ensureUser();
      if (await deletedDialog(() => deletedSessions(DELETED, t(LIST.page)))) await this.load();
    });
  }

  private list(listing: Listing): TemplateResult {
    if (listing.items.length === 0)
      return html`<div class="panel">${emptyState(t(LIST.empty), t(LIST.emptyHelp))}</div>`;
    const found = listing.items.filter(
      ({ status, title, game }) =>
        (this.status === "all" || this.status === status) && (!this.q || isFound(this.q, [title, game])),
    );
    return html`${this.tools(listing)}${listing.asOf === undefined ? nothing : html`<p class="label as-of">${asOf(listing.asOf)}</p>`}
      ${found.length === 0 ? html`<div class="panel">${emptyState(t(LIST.noneFound))}</div>` : nothing}
      <ul class="panel sessions" aria-label=${t(LIST.sessions)} ?hidden=${found.length === 0}>
        ${repeat(
          found.slice(0, this.growing.shown),
          (session) => session.id,
          (session) => sessionRow(session, { copy: this.copy, remove: this.removeSession }),
        )}
      </ul>
      ${this.growing.end(found.length)}
      ${listing.cursor && found.length <= this.growing.shown ? html`<p class="more">${key({ label: t(LIST.showMore), busy: this.more, press: () => void this.loadMore() })}</p>` : nothing}`;
  }

  /** A count is said when it is the true one: when all sessions are read. */
  private tools({ items, cursor }: Listing): TemplateResult {
    const counted = (status: Status): number =>
      status === "all" ? items.length : items.filter((one) => one.status === status).length;
    return html`<div class="list-tools">${segmented({
      label: t(LIST.filter),
      name: "clips-filter",
      value: this.status,
      options: STATUSES.map((value) => ({
        value,
        label: value === "all" ? t(LIST.all) : statusWord(value),
        ...(cursor ? {} : { count: counted(value) }),
      })),
      change: (status) => this.look({ status }),
    })}${find({ id: "find-clips", label: t(LIST.find), value: this.q, input: (q) => this.look({ q }) })}</div>`;
  }

  private get last(): ClipSessionSummary | undefined {
    return lastMade(this.listing?.items ?? []);
  }

  private get asLastTime(): TemplateResult | typeof nothing {
    const { last } = this;
    if (!last) return nothing;
    const said = [
      ...(last.lead_seconds > 0 ? [t(LIST.lead, { n: last.lead_seconds })] : []),
      ...(last.slow_seconds > 0 ? [t(LIST.slow, { n: last.slow_seconds })] : []),
      ...(last.shows_heat ? [t(LIST.heat)] : []),
    ];
    if (said.length === 0) return nothing;
    return html`<span class="label">${t(LIST.asLastTime, { settings: said.join(", ") })}</span>`;
  }

  private content(): TemplateResult {
    if (this.listing) return this.list(this.listing);
    if (this.error !== undefined) {
      return html`<div class="panel">${errorState(t(LIST.failed), () => void this.load(), reference(this.error))}</div>`;
    }
    return loading(html`${this.tools({ items: [], cursor: "" })}${skeletonRows()}`);
  }

  override render() {
    return html`<rt-header active="clip"></rt-header>
      <main id="content" tabindex="-1" class="page clip-list">
        <div class="clip-list-head">
          <h1>${t(LIST.page)}</h1>
          ${key({ label: t(BIN.title), kind: "ghost", press: () => void this.openDeleted() })}
        </div>
        <section class="panel create-row" aria-label=${t(LIST.newSession)}>
          <h2 class="section">${t(LIST.newSession)} ${this.asLastTime}</h2>
          <rt-clip-create .like=${this.last?.id}></rt-clip-create>
        </section>
        ${this.content()}
        <div class="phone-bar">${key({ label: t(LIST.newSession), kind: "primary", size: "large", press: () => this.startNew() })}</div>
      </main>`;
  }
}
