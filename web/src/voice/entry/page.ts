import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { visible } from "../../i18n/bidi";
import "../../app/header";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { navigate } from "../../app/router";
import { Shortcuts } from "../../app/shortcuts";
import { placed } from "../../app/telegram";
import { count, t } from "../../i18n";
import { errorSentence, reference } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { pictogram } from "../../ui/pictogram";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { when } from "../../ui/when";
import { RecorderHere, showFab } from "../recorder-here";
import { clock } from "../time";
import "../voice.css";
import "./list.css";
import { INTERRUPTED, STATUS } from "../status-words";
import { VOICE } from "../words";
import { type FoundPage, foundPage, placeHref, placeId, whereChoice } from "./found";
import { FOUND, OPEN_TASKS } from "./found-words";
import type { PlacePlayer, PlayedPlace } from "./place-player";
import "./place-player";
import { SessionRows } from "./rows";
import { ANYTHING, Search, type Wanted } from "./search";

type Row = contract.VoiceRow;

const SEARCH_MS = 150;

/**
 * `/session`: goes to the active session, or shows that there is none (V9), and all sessions. `/session?list` shows them
 * at once, `/session?q=words` the places where the words are.
 */
@customElement("rt-voice-entry-page")
export class VoiceEntryPage extends LitElement {
  @state() private error: unknown;
  @state() private phase: "seeking" | "list" | "failed" = "seeking";
  private active: string | undefined;
  private readonly tab: RecorderHere;
  private readonly sessions = new SessionRows(this);
  private readonly search = new Search(() => this.requestUpdate());
  private typing: ReturnType<typeof setTimeout> | undefined;
  @state() private place: PlayedPlace | undefined;
  @state() private heard = "";

  constructor() {
    super();
    this.tab = new RecorderHere(this, { created: this.onCreated });
    new Shortcuts(this, () => [
      { key: "N", label: "New", run: () => void this.make() },
      {
        key: "/",
        label: t(FOUND.search),
        run: () => this.querySelector<HTMLElement>("#voice-search")?.focus(),
      },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(VOICE.page));
    void this.seek();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.typing);
    this.search.end();
  }

  private async make(): Promise<void> {
    await attempt(async () => (await this.tab.loaded()).press("new"));
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
      void import("../../home/notices").then(({ followHome }) => followHome());
    } catch (error) {
      this.error = error;
      this.phase = "failed";
      return;
    }
    const address = new URLSearchParams(location.search);
    if (address.has("new")) return this.begin();
    if (this.active && !address.has("list") && !address.has("q"))
      return navigate(`/session/${this.active}`, "replace");
    const q = address.get("q");
    if (q) this.want({ q });
    this.phase = "list";
    await this.sessions.load();
  }

  private want(change: Partial<Wanted>): void {
    const wanted = { ...this.search.wanted, ...change };
    const address = wanted.q.trim() ? `?${new URLSearchParams({ q: wanted.q })}` : "?list";
    if (location.search !== address) history.replaceState(null, "", placed(`/session${address}`));
    void this.search.want(wanted);
  }

  /** Makes a session once: a reload must not make another one. */
  private async begin(): Promise<void> {
    this.phase = "list";
    void this.sessions.load();
    history.replaceState(null, "", placed("/session"));
    await this.make();
  }

  private async openDeleted(): Promise<void> {
    try {
      const [{ deletedDialog }, { deletedVoice }] = await Promise.all([
        import("../../bin/dialog"),
        import("../bin"),
      ]);
      if (await deletedDialog(deletedVoice)) await this.sessions.load();
    } catch (error) {
      showToast({ kind: "error", text: errorSentence(error) });
    }
  }

  private link(row: Row, name: unknown): TemplateResult {
    const isActive = row.session_id === this.active;
    const now =
      row.interrupted || row.status === "recording"
        ? t(row.interrupted ? INTERRUPTED : STATUS[row.status])
        : "";
    const facts = [
      row.project && visible(row.project),
      when(row.created_at),
      row.recorder_name && visible(row.recorder_name),
      row.speakers.map(visible).join(", "),
      now,
    ];
    const word = t(row.interrupted ? INTERRUPTED : STATUS[row.status]);
    return html`<a class="voice-list-row" href="/session/${row.session_id}">
        ${pictogram(row.status, word)}
        <span class="voice-list-name"><strong>${name}</strong>
          ${isActive ? html`<span class="pill pill-neutral">${t(VOICE.activePill)}</span>` : nothing}
          <span class="voice-facts">${facts.filter(Boolean).join(" · ")}</span></span>
        <span class="voice-row-side num">${row.open_tasks > 0 ? html`<span>${count(row.open_tasks, OPEN_TASKS)}</span>` : nothing}${row.duration_ms > 0 ? html`<span class="voice-row-length">${clock(row.duration_ms)}</span>` : nothing}</span>
      </a>`;
  }

  private projects(rows: readonly Row[]): TemplateResult | typeof nothing {
    const names = [...new Set(rows.map((row) => row.project).filter((name) => name !== null))].sort();
    if (names.length === 0 && !this.sessions.project) return nothing;
    return html`<label class="voice-project"><span class="label">${t(VOICE.project)}</span>
      <select class="select" @change=${(event: Event) => {
        this.sessions.project = (event.target as HTMLSelectElement).value;
        void this.sessions.load();
      }}>
        <option value="">${t(VOICE.allProjects)}</option>
        ${[...new Set([...names, ...(this.sessions.project ? [this.sessions.project] : [])])].map(
          (name) => html`<option ?selected=${name === this.sessions.project}>${visible(name)}</option>`,
        )}
      </select></label>`;
  }

  private list(): TemplateResult {
    const { rows, error, cursor } = this.sessions;
    if (error !== undefined)
      return html`<div class="panel">${errorState(t(VOICE.listFailed), () => void this.sessions.load(), reference(error))}</div>`;
    if (!rows) return loading(html`<div class="panel voice-skeleton voice-skeleton-tall"></div>`);
    if (rows.length === 0)
      return html`<div class="panel">${emptyState(t(VOICE.noActive), t(VOICE.listEmpty))}</div>`;
    const ordered = [...rows].sort(
      (a, b) => Number(b.session_id === this.active) - Number(a.session_id === this.active),
    );
    return html`${this.active ? nothing : html`<p class="voice-none" role="status">${t(VOICE.noActive)}</p>`}
      ${this.projects(rows)}
      <ul class="panel voice-list">${ordered.map((row) => html`<li>${this.link(row, visible(row.session_name))}</li>`)}</ul>
      ${cursor ? html`<p class="more">${key({ label: t({ en: "Show more", ru: "Ещё" }), press: () => void this.sessions.load(true) })}</p>` : nothing}`;
  }

  private deletedKey(): TemplateResult {
    return key({ label: t(VOICE.deletedTitle), kind: "ghost", press: () => void this.openDeleted() });
  }

  private newKey(): TemplateResult {
    return key({ label: "New", icon: "plus", kind: "primary", press: () => void this.make() });
  }

  private content(): TemplateResult {
    switch (this.phase) {
      case "seeking":
        return html`<p class="voice-seeking" role="status">${t(VOICE.loadingActive)}</p>`;
      case "failed":
        return html`<div class="panel">${errorState(t(VOICE.loadFailed), () => void this.seek(), reference(this.error))}</div>`;
      case "list":
        return this.search.wanted.q.trim() ? this.found() : this.list();
    }
  }

  private found(): TemplateResult {
    const { search } = this;
    if (search.error !== undefined)
      return html`<div class="panel">${errorState(t(FOUND.unavailable), () => void search.want(search.wanted), reference(search.error))}</div>`;
    if (!search.found) return loading(html`<div class="panel voice-skeleton voice-skeleton-tall"></div>`);
    return html`${foundPage(this.foundParts)}`;
  }

  private get foundParts(): FoundPage {
    return {
      search: this.search,
      want: (change) => this.want(change),
      row: (row, name) => this.link(row, name),
      heard: this.heard,
      hear: (session, place) => this.hear(session, place),
    };
  }

  private hear(session: contract.FoundVoiceSession, place: contract.VoicePlace): void {
    if (this.place && this.heard === placeId(session, place)) {
      this.querySelector<PlacePlayer>("rt-place-player")?.toggle();
      return;
    }
    this.heard = placeId(session, place);
    this.place = {
      src: place.audio_url ?? "",
      atMs: place.at_ms,
      title: session.session.session_name,
      href: placeHref(session, place, this.search.wanted.q),
    };
  }

  private readonly typed = (event: Event): void => {
    const q = (event.target as HTMLInputElement).value;
    clearTimeout(this.typing);
    if (q.trim()) this.typing = setTimeout(() => this.want({ q }), SEARCH_MS);
    else this.want(ANYTHING);
  };

  private head(): TemplateResult {
    const shown = this.phase === "list";
    return html`<div class="voice-list-head" role="search">
      <h1>${t(VOICE.page)}</h1>
      ${
        shown
          ? html`<label class="voice-search">${icon("search")}<span class="visually-hidden">${t(FOUND.search)}</span>
          <input id="voice-search" type="search" maxlength="200" autocomplete="off" placeholder=${t(FOUND.search)} .value=${this.search.wanted.q} @input=${this.typed} /><kbd aria-hidden="true">/</kbd></label>
          ${this.search.wanted.q.trim() ? whereChoice(this.foundParts) : html`<p class="voice-list-keys">${this.deletedKey()}${this.newKey()}</p>`}`
          : nothing
      }
    </div>`;
  }

  override render() {
    return html`<rt-header active="voice"></rt-header>
      <main id="content" tabindex="-1" class="page voice">
        ${this.head()} ${this.content()}
      </main>
      <rt-place-player .place=${this.place} @rt-closed=${() => {
        this.place = undefined;
        this.heard = "";
      }}></rt-place-player>`;
  }
}
