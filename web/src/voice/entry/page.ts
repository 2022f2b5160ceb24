import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { visible } from "../../i18n/bidi";
import "../../app/header";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { navigate } from "../../app/router";
import { Shortcuts } from "../../app/shortcuts";
import { placed } from "../../app/telegram";
import { deletedDialog } from "../../bin/dialog";
import { type HomeRow, homeFeed } from "../../home/feed";
import { followHome } from "../../home/notices";
import { RowsOf } from "../../home/rows-of";
import { count, t } from "../../i18n";
import { errorSentence, reference } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { key } from "../../ui/key";
import { pictogram } from "../../ui/pictogram";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { when } from "../../ui/when";
import { deletedVoice } from "../bin";
import { recorder, showFab } from "../host";
import { clock } from "../time";
import "../voice.css";
import "./list.css";
import { INTERRUPTED, STATUS } from "../status-words";
import { MATERIALS, VOICE } from "../words";

type Row = contract.VoiceRow;

const REFRESH_MS = 5_000;

/** What a row of the home says of a row of the list. */
function said(row: HomeRow): Pick<Row, "session_name" | "status" | "interrupted"> {
  const { interrupted } = row.facts as contract.VoiceFacts;
  return { session_name: row.title ?? "", status: row.state as Row["status"], interrupted };
}

/** Whether the feed's row says something else: the list was read before a change, or the row is a second behind. */
function differs(row: Row): boolean {
  const live = homeFeed.rows.get(row.session_id);
  if (!live?.facts) return false;
  const { session_name, status, interrupted } = said(live);
  return session_name !== row.session_name || status !== row.status || interrupted !== row.interrupted;
}

/** `/session`: goes to the active session, or shows that there is none (V9). `/session?list` shows all of them. */
@customElement("rt-voice-entry-page")
export class VoiceEntryPage extends LitElement {
  @state() private rows: readonly Row[] | undefined;
  @state() private cursor: string | null = null;
  @state() private project = "";
  @state() private error: unknown;
  @state() private phase: "seeking" | "none" | "list" | "failed" = "seeking";
  private active: string | undefined;
  private readonly homeRows = new RowsOf(homeFeed, "voice");
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Shortcuts(this, () => [{ key: "N", label: "New", run: () => void recorder.press("new") }]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(VOICE.page));
    recorder.addEventListener("created", this.onCreated);
    this.timer = setInterval(this.refreshOthers, REFRESH_MS);
    homeFeed.addEventListener("rows", this.rowsChanged);
    document.addEventListener("visibilitychange", this.refresh);
    addEventListener("rt-restored", this.refresh);
    void this.seek();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    homeFeed.removeEventListener("rows", this.rowsChanged);
    document.removeEventListener("visibilitychange", this.refresh);
    removeEventListener("rt-restored", this.refresh);
    recorder.removeEventListener("created", this.onCreated);
  }

  /** While the active session is sought the button waits: on that session's page it stands otherwise. */
  protected override updated(): void {
    if (this.isConnected && this.phase !== "seeking") showFab(null);
  }

  private readonly onCreated = (event: Event): void =>
    navigate(`/session/${(event as CustomEvent<{ session_id: string }>).detail.session_id}`);

  private async seek(): Promise<void> {
    this.phase = "seeking";
    try {
      await client.ensureUser();
      const { active_session } = await client.request("POST", "/voicebot/active_session", { body: {} });
      this.active = active_session?.session_id;
      followHome();
    } catch (error) {
      this.error = error;
      this.phase = "failed";
      return;
    }
    if (location.search === "?list") await this.openList();
    else if (location.search === "?new") await this.begin();
    else if (this.active) navigate(`/session/${this.active}`, "replace");
    else this.phase = "none";
  }

  /** Makes a session once: a reload must not make another one. */
  private async begin(): Promise<void> {
    this.phase = "none";
    history.replaceState(null, "", placed("/session"));
    await recorder.press("new");
  }

  private async openList(): Promise<void> {
    this.phase = "list";
    if (location.search !== "?list") history.pushState(null, "", placed("/session?list"));
    await this.load(false);
  }

  private async load(more: boolean): Promise<void> {
    this.error = undefined;
    try {
      const page = await this.nextPage((more && this.cursor) || undefined);
      this.rows = [...(more ? (this.rows ?? []) : []), ...page.items];
      this.cursor = page.next_cursor;
      this.rowsChanged(); // those that changed while the list was on its way
    } catch (error) {
      if (more) showToast({ kind: "error", text: errorSentence(error) });
      else this.error = error;
    }
  }

  /** The first of the following pages that is not empty: a project may have nothing on most of them. */
  private async nextPage(cursor: string | undefined): Promise<contract.VoiceList> {
    const query = { cursor, project: this.project || undefined };
    const page = await client.request<contract.VoiceList>("GET", "/voicebot/sessions", { query });
    return page.items.length === 0 && page.next_cursor ? this.nextPage(page.next_cursor) : page;
  }

  /** Names and pictograms change at once; a session that came or went is read with the list. */
  private readonly rowsChanged = (): void => {
    if (!this.rows || !homeFeed.loaded) return;
    const isFirst = !this.homeRows.begun;
    const { added, gone, changed } = this.homeRows.changes();
    this.rows = this.rows
      .filter((row) => !gone.includes(row.session_id))
      .map((row) => {
        const live = changed.get(row.session_id)?.row;
        return live?.facts ? { ...row, ...said(live) } : row;
      });
    if (added || (isFirst && this.rows.some(differs))) void this.refresh();
  };

  /** The home knows nothing of a project's sessions that the user has no part in: those are asked for. */
  private readonly refreshOthers = (): void => {
    if (this.rows?.some((row) => !homeFeed.rows.get(row.session_id)?.facts)) void this.refresh();
  };

  /** One request for all visible rows, while the page is visible: it also shows what others record. */
  private readonly refresh = async (): Promise<void> => {
    if (document.hidden || this.phase !== "list" || !this.rows) return;
    const { project } = this;
    const query = { project: project || undefined };
    const page = await client
      .request<contract.VoiceList>("GET", "/voicebot/sessions", { query })
      .catch(() => null);
    if (!page || !this.rows || project !== this.project) return;
    const fresh = new Map(page.items.map((row) => [row.session_id, row]));
    const added = page.items.filter((row) => !this.rows?.some((one) => one.session_id === row.session_id));
    const isWhole = page.next_cursor === null; // missing rows were deleted
    this.rows = [
      ...added,
      ...this.rows
        .filter((row) => !isWhole || fresh.has(row.session_id))
        .map((row) => fresh.get(row.session_id) ?? row),
    ];
  };

  private async openDeleted(): Promise<void> {
    try {
      if (await deletedDialog(deletedVoice)) await this.load(false);
    } catch (error) {
      showToast({ kind: "error", text: errorSentence(error) });
    }
  }

  private row(row: Row): TemplateResult {
    const isActive = row.session_id === this.active;
    const facts = [row.project, when(row.created_at), row.duration_ms > 0 ? clock(row.duration_ms) : ""];
    const word = t(row.interrupted ? INTERRUPTED : STATUS[row.status]);
    return html`<li>
      <a class="voice-list-row" href="/session/${row.session_id}">
        ${pictogram(row.status, word)}
        <span class="voice-list-name"><strong>${visible(row.session_name)}</strong>
          ${isActive ? html`<span class="pill pill-neutral">${t(VOICE.activePill)}</span>` : nothing}
          <span class="voice-facts">${facts.filter(Boolean).join(" · ")}</span></span>
        <span class="voice-row-side num">${count(row.materials + row.recordings, MATERIALS)}</span>
      </a>
    </li>`;
  }

  private projects(rows: readonly Row[]): TemplateResult | typeof nothing {
    const names = [...new Set(rows.map((row) => row.project).filter((name) => name !== null))].sort();
    if (names.length === 0 && !this.project) return nothing;
    return html`<label class="voice-project"><span class="label">${t(VOICE.project)}</span>
      <select class="select" @change=${(event: Event) => {
        this.project = (event.target as HTMLSelectElement).value;
        void this.load(false);
      }}>
        <option value="">${t(VOICE.allProjects)}</option>
        ${[...new Set([...names, ...(this.project ? [this.project] : [])])].map(
          (name) => html`<option ?selected=${name === this.project}>${visible(name)}</option>`,
        )}
      </select></label>`;
  }

  private list(): TemplateResult {
    if (this.error !== undefined)
      return html`<div class="panel">${errorState(t(VOICE.listFailed), () => void this.load(false), reference(this.error))}</div>`;
    const { rows } = this;
    if (!rows) return loading(html`<div class="panel voice-skeleton voice-skeleton-tall"></div>`);
    if (rows.length === 0)
      return html`<div class="panel">${emptyState(t(VOICE.listEmpty), undefined, html`<p class="voice-empty-keys">${this.deletedKey()} ${this.newKey()}</p>`)}</div>`;
    const ordered = [...rows].sort(
      (a, b) => Number(b.session_id === this.active) - Number(a.session_id === this.active),
    );
    return html`<div class="voice-list-tools">${this.projects(rows)}<p class="voice-list-keys">${this.deletedKey()}${this.newKey()}</p></div>
      <ul class="panel voice-list">${ordered.map((row) => this.row(row))}</ul>
      ${this.cursor ? html`<p class="more">${key({ label: t({ en: "Show more", ru: "Ещё" }), press: () => void this.load(true) })}</p>` : nothing}`;
  }

  private deletedKey(): TemplateResult {
    return key({ label: t(VOICE.deletedTitle), kind: "ghost", press: () => void this.openDeleted() });
  }

  private newKey(): TemplateResult {
    return key({ label: "New", icon: "plus", kind: "primary", press: () => void recorder.press("new") });
  }

  private content(): TemplateResult {
    switch (this.phase) {
      case "seeking":
        return html`<p class="voice-seeking" role="status">${t(VOICE.loadingActive)}</p>`;
      case "failed":
        return html`<div class="panel">${errorState(t(VOICE.loadFailed), () => void this.seek(), reference(this.error))}</div>`;
      case "none":
        return html`<div class="panel">${emptyState(
          t(VOICE.noActive),
          undefined,
          html`<p class="voice-empty-keys">
            ${key({ label: t(VOICE.openList), press: () => void this.openList() })} ${this.newKey()}
          </p>`,
        )}</div>`;
      case "list":
        return this.list();
    }
  }

  override render() {
    return html`<rt-header active="voice"></rt-header>
      <main id="content" tabindex="-1" class="page voice">
        <h1 class="voice-list-title">${t(VOICE.page)}</h1>
        ${this.content()}
      </main>`;
  }
}
