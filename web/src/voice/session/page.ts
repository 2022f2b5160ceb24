import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { MEMBERS } from "../members";
import "../../app/header";
import { announce } from "../../app/announce";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { navigate } from "../../app/router";
import { Shortcuts } from "../../app/shortcuts";
import { count, t } from "../../i18n";
import { notFoundContent } from "../../notfound/content";
import { askForMore } from "../../people/ask";
import { shareKey, shareKeys } from "../../people/share-keys";
import { PeopleWatch } from "../../people/watch";
import { PEOPLE, SHARE } from "../../people/words";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { later } from "../../ui/later";
import { Growing } from "../../ui/list/growing";
import { pictogram } from "../../ui/pictogram";
import { segmented } from "../../ui/segmented";
import { shareable } from "../../ui/shareable";
import { errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { when } from "../../ui/when";
import "./attach";
import { VoiceDocument } from "../document/document";
import { SPEAKERS } from "../document/words";
import { iceServers } from "../ice";
import { KEY_LETTERS } from "../key-signs";
import { pageKeys } from "../keys";
import { heardLine } from "../listener/heard";
import { Listener } from "../listener/listener";
import { listenKey } from "../listener/listening";
import { LiveVoice, type VoiceView } from "../live";
import { at, isValid, KEYS, type Key } from "../recorder/machine";
import type { Recorder } from "../recorder/recorder";
import type { Brief } from "../recorder/sessions";
import { RecorderHere, showFab } from "../recorder-here";
import "./name";
import { jobsPanel, uploadPanel } from "./side";
import { summaryPanel } from "./summary";
import { noAccess, sessionTools, visitorTools } from "./tools";
import "./tasks";
import { clock, timeOfDay } from "../time";
import { entries, type Filter, type LiveFragment, timeline } from "./timeline";
import "../voice.css";
import "./page.css";
import { INTERRUPTED, STATUS } from "../status-words";
import { KEY_WORDS, VOICE } from "../words";
import { PAGE } from "./page-words";

const TICK_MS = 500;
/** Somebody is recording, or their recorder uploads the rest. */
const BUSY: readonly string[] = ["recording", "cutting", "final_uploading"];

/** One session: the page session. Opening it does not make it active (V10). */
@customElement("rt-voice-page")
export class VoicePage extends LitElement {
  @property() sessionId = "";
  @state() private filter: Filter = "all";
  /** The user's active session; undefined when it is not known. */
  @state() private active: Brief | null | undefined;
  @state() private isActiveAsked = false;
  private readonly growing = new Growing(this);
  private live: LiveVoice;
  private tab: RecorderHere;
  private readonly document = new VoiceDocument(() => this.requestUpdate());
  private listener: Listener | undefined;
  private members: PeopleWatch | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private announced = "";

  constructor() {
    super();
    this.tab = new RecorderHere(this, {
      change: this.redraw,
      created: this.onCreated,
      activated: this.onActivated,
      closed: this.onClosed,
    });
    this.live = new LiveVoice(
      this,
      () => this.sessionId,
      (data) => void this.listener?.receive(data),
      (event) => (event ? this.members?.heard(event) : void this.members?.refresh()),
    );
    new Shortcuts(this, () => [
      ...KEYS.map((key) => ({ key: KEY_LETTERS[key], label: KEY_WORDS[key], run: () => this.press(key) })),
      { key: "U", label: t(SHARE.share), run: () => this.members?.share() },
      ...this.document.shortcuts(this),
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(VOICE.page));
    this.members = new PeopleWatch(this.sessionId, MEMBERS, this.redraw);
    this.listener = new Listener(this.sessionId, () => (this.live.view ? iceServers(this.live.view) : []));
    this.listener.addEventListener("change", this.redraw);
    showFab(this.sessionId);
    later(() => import("./on-use"));
    addEventListener("hashchange", this.onHash);
    this.timer = setInterval(() => this.recordsHere && this.requestUpdate(), TICK_MS);
    void this.loadActive();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    removeEventListener("hashchange", this.onHash);
    this.document.player.stop();
    this.listener?.stop();
  }

  private readonly onHash = (): void => this.document.open(this, true);

  private readonly redraw = (): void => this.requestUpdate();

  private readonly onCreated = (event: Event): void => {
    this.active = (event as CustomEvent<Brief>).detail;
    navigate(`/session/${this.active.session_id}`);
  };

  private readonly onActivated = (event: Event): void => {
    this.active = (event as CustomEvent<Brief>).detail;
  };

  private readonly onClosed = (event: Event): void => {
    const { session, done_count } = (event as CustomEvent<contract.DoneAnswer>).detail;
    if (this.active?.session_id === session.session_id) this.active = null;
    if (session.session_id === this.sessionId) this.live.apply(session);
    showToast({ text: t(done_count > 1 ? VOICE.closedAgain : VOICE.closed), icon: "check" });
  };

  private async loadActive(): Promise<void> {
    if (!navigator.onLine)
      return client.connection.addEventListener("online", () => void this.loadActive(), { once: true });
    await attempt(async () => {
      await client.ensureUser();
      const { active_session } = await client.request("POST", "/voicebot/active_session", { body: {} });
      if (this.active === undefined) this.active = active_session; // else it was changed meanwhile
    });
    this.isActiveAsked = true;
  }

  /** The recorder of this tab while it records into this session. */
  private get recordsHere(): Recorder | undefined {
    const { recorder } = this.tab;
    const isHere = recorder?.session?.session_id === this.sessionId;
    return isHere && recorder.status !== "closed" && !recorder.isDisplaced ? recorder : undefined;
  }

  private press(key: Key): void {
    if (this.reason(key) !== undefined) return;
    void attempt(async () => (await this.tab.loaded()).press(key, key === "new" ? null : this.sessionId));
  }

  /** Why a key is disabled now; undefined when it works. */
  private reason(key: Key): string | undefined {
    const { view } = this.live;
    if (view?.role === "reader" && key !== "new") return t(VOICE.readOnly);
    if (key === "rec" && view && !this.isCopy && !this.recordsHere && BUSY.includes(view.session.status))
      return t(VOICE.recordedBy, { name: view.session.recorder_name ?? "" });
    // closes exactly this session, whatever is being recorded
    if (key === "done" && !this.recordsHere) return undefined;
    if ((key === "cut" || key === "pause") && !this.recordsHere) return t(STATUS.ready);
    const state = this.tab.recorder?.state ?? at("ready");
    return isValid(state, key) ? undefined : t(STATUS[state.status]);
  }

  private async activate(): Promise<void> {
    await attempt(async () => {
      const body = { session_id: this.sessionId };
      this.active = await client.request("POST", "/voicebot/activate_session", { body });
      showToast({ text: t(VOICE.activated), icon: "check" });
    });
  }

  private readonly retry = async (job: contract.Job): Promise<void> => {
    await attempt(() =>
      client.request("POST", `/voicebot/sessions/${this.sessionId}/jobs/${job.job_id}/retry`),
    );
  };

  // --- parts of the page ------------------------------------------------------------------------------------------

  /** How long it is, and how many speak. */
  private sizes(view: VoiceView): string[] {
    const voices = this.document.voices(view);
    const { length } = this.document;
    return [...(length ? [clock(length)] : []), ...(voices ? [count(voices, SPEAKERS)] : [])];
  }

  private heading(view: VoiceView): TemplateResult {
    const { session, role } = view;
    const isActive = this.active?.session_id === session.session_id;
    const facts = [
      this.live.copy?.line,
      session.project,
      t(VOICE.created, { date: when(session.created_at) }),
      ...this.sizes(view),
      t(VOICE[session.access_level ?? "private"]),
    ];
    return html`<div class="voice-title">
      <a class="icon-key" href="/session?list" aria-label=${t(VOICE.back)} title=${t(VOICE.back)}>${icon("back", 20)}</a>
      <div class="voice-name">
        <rt-session-name .session=${session} .fixed=${role === "reader"}
          @renamed=${(event: CustomEvent<contract.VoiceSession>) => this.live.apply(event.detail)}></rt-session-name>
        <span class="pill pill-neutral voice-active" ?inert=${!isActive}
          aria-hidden=${isActive ? nothing : "true"}>${t(VOICE.activePill)}</span>
        <p class="voice-facts">${
          isActive ? html`<span class="voice-phone">${t(VOICE.activePill)} · </span>` : nothing
        }${facts.filter(Boolean).join(" · ")}</p>
      </div>
      ${this.liveTools(session)}
      ${this.members ? html`<span class="voice-phone">${shareKey(this.members)}</span>` : nothing}
      ${role === "owner" ? sessionTools(session, (changed) => this.live.apply(changed)) : visitorTools(session)}
      <rt-account class="voice-phone"></rt-account>
    </div>`;
  }

  private liveTools(session: contract.VoiceSession): TemplateResult | typeof nothing {
    const { listener } = this;
    if (!listener || this.recordsHere || !session.live_listening) return nothing;
    return session.status === "recording" || listener.state !== "off" ? listenKey(listener) : nothing;
  }

  private other(): TemplateResult | typeof nothing {
    const { active } = this;
    if (active === undefined || active?.session_id === this.sessionId) return nothing;
    if (this.live.view?.role === "reader") return nothing;
    // A closed session cannot be the active one: recording into it opens it again.
    if (!active && !this.live.view?.session.is_active) return nothing;
    return html`<p class="panel voice-other">
      <span>${active ? t(PAGE.activeOther, { name: active.session_name }) : t(VOICE.noActive)}</span>
      ${active ? html`<a class="key key-small" href="/session/${active.session_id}">${t(VOICE.open)}</a>` : nothing}
      ${key({ label: t(VOICE.activate), size: "small", press: () => void this.activate() })}
    </p>`;
  }

  private actions(view: VoiceView): TemplateResult {
    // The server's status for everybody; while this tab records, its own, which is never older.
    const { recordsHere } = this;
    const status = recordsHere && recordsHere.status !== "ready" ? recordsHere.shown : view.session.status;
    const { session } = view;
    const isInterrupted = session.interrupted && status === "paused" && !recordsHere;
    const word = t(isInterrupted ? INTERRUPTED : STATUS[status]);
    if (this.announced !== word) {
      if (this.announced) announce(word);
      this.announced = word;
    }
    const detail = recordsHere?.isRecording
      ? t(VOICE.fragmentTime, { n: recordsHere.fragments, time: clock(recordsHere.fragmentMs) })
      : status === "final_uploading" && recordsHere
        ? t(VOICE.ofTotal, {
            n: clock(recordsHere.elapsedMs - recordsHere.waitingMs),
            m: clock(recordsHere.elapsedMs),
          })
        : "";
    return html`<section class="panel voice-actions" aria-label=${t(VOICE.keys)}>
      <div class="voice-status" data-status=${status}>
        ${pictogram(status, word)}
        <div><p class="voice-word">${word}</p><p class="voice-detail num">${detail}</p></div>
      </div>
      ${pageKeys({
        isRecording: recordsHere?.isRecording ?? false,
        reason: (key) => this.reason(key),
        press: (key) => this.press(key),
      })}
      ${view.role === "reader" ? nothing : html`<p class="voice-hint">${t(PAGE.doneHere)}</p>`}
      ${session.status === "recording" ? html`<p class="voice-heard">${icon("headphones", 18)} ${heardLine(session, (recordsHere ?? this.live).listeners)}</p>` : nothing}
      ${
        isInterrupted
          ? html`<p class="voice-interrupted"><span>${t(PAGE.interruptedAt, {
              name: session.recorder_name ?? "",
              time: timeOfDay(session.interrupted_at ?? session.updated_at),
            })}</span>
            ${view.role === "reader" ? nothing : key({ label: t(VOICE.takeOver), size: "small", press: () => this.press("rec") })}</p>`
          : nothing
      }
    </section>`;
  }

  private main(view: VoiceView): TemplateResult {
    const { recordsHere } = this;
    const { elapsedMs: length = 0, waitingMs: waiting = 0 } = recordsHere ?? {};
    const live = recordsHere?.isRecording
      ? {
          recordingId: recordsHere.recordingId,
          number: recordsHere.fragments,
          startedAt: new Date(Date.now() - recordsHere.fragmentMs).toISOString(),
        }
      : undefined;
    const isOperator = client.user?.roles.includes("admin") ?? false;
    return html`${this.heading(view)}${view.role === "reader" ? askForMore(this.members ?? null) : nothing}${this.actions(view)}${this.other()}
      ${this.document.card(view)}
      <div class="voice-columns">
        <div class="voice-main">${this.document.hasText(view) ? this.document.text(view) : nothing}${this.materials(view, live)}</div>
        <aside class="voice-aside">
          ${length > 0 ? uploadPanel({ length, waiting }) : nothing}${summaryPanel(view)}<rt-voice-tasks .view=${view} .document=${this.document}></rt-voice-tasks>${jobsPanel(view, this.retry, isOperator)}
        </aside>
      </div>`;
  }

  /** Everything that was recorded and attached. Under a text it is folded, unless it is being recorded. */
  private materials(view: VoiceView, live: LiveFragment | undefined): TemplateResult {
    const { elapsedMs: length = 0, waitingMs: waiting = 0 } = this.recordsHere ?? {};
    const title = html`<h2 class="section">${t(VOICE.timeline)} <span class="voice-quiet num">${entries(view, live)}</span></h2>`;
    const filter = segmented<Filter>({
      label: t(VOICE.timeline),
      name: "voice-filter",
      value: this.filter,
      options: [
        { value: "all", label: t(VOICE.all) },
        { value: "voice", label: t(VOICE.voices) },
        { value: "materials", label: t(VOICE.materials) },
      ],
      change: (value) => {
        this.filter = value;
        this.growing.begin();
      },
    });
    const attach =
      view.role === "reader"
        ? nothing
        : html`<rt-voice-attach .sessionId=${this.sessionId} ?own=${view.role === "owner"}></rt-voice-attach>`;
    const rows = html`${attach}${timeline(view, this.filter, live, this.growing)}`;
    if (this.document.hasText(view) && !live)
      return html`<details class="panel voice-folded" data-drop=${t(VOICE.dropHere)}><summary>${title}</summary>${rows}</details>`;
    return html`<section class="panel" aria-label=${t(VOICE.timeline)} data-drop=${t(VOICE.dropHere)}>
      <header class="voice-timeline-head">
        ${title}
        <span class="voice-phone-upload num">${length > 0 ? t(PAGE.onServerShort, { n: clock(length - waiting), m: clock(length) }) : ""}</span>
        ${filter}
      </header>
      ${rows}
    </section>`;
  }

  /** What stands above the timeline is known with the active session: drawn earlier, it would move down. */
  private get isReady(): boolean {
    return this.live.view !== undefined && (this.isActiveAsked || this.isCopy);
  }

  /** What is shown was kept at an earlier visit: there is no network. */
  private get isCopy(): boolean {
    return this.live.copy?.asOf !== undefined;
  }

  private content(): TemplateResult {
    const { view, gone, error } = this.live;
    if (gone) return this.lost(gone);
    if (view && this.isReady) {
      setPageTitle(view.session.session_name);
      this.document.read(view);
      return this.main(view);
    }
    if (this.live.copy?.missing) return html`<div class="panel">${this.live.copy.missing}</div>`;
    if (error)
      return html`<div class="panel">${errorState(t(VOICE.loadFailed), () => this.live.refresh())}</div>`;
    return loading(
      html`<div class="panel voice-skeleton"></div><div class="panel voice-skeleton voice-skeleton-tall"></div>`,
    );
  }

  private lost(reason: string): TemplateResult {
    // It was here a moment ago: somebody took their access back.
    const isRemoved = reason === "forbidden" && this.live.view !== undefined;
    if (reason !== "forbidden") return notFoundContent(location.pathname, "/session");
    const sentence = t(isRemoved ? PEOPLE.wasRemoved : VOICE.noAccess);
    return html`<div class="panel state-frame" role="alert">
      ${pictogram("error", t(STATUS.error))}
      <h1 class="state-sentence">${sentence}</h1>
      ${noAccess()}
      <a class="key" href="/session?list">${t(VOICE.openList)}</a>
    </div>`;
  }

  /** What the button may do here is known with the user's role. */
  protected override updated(): void {
    if (!this.isConnected) return; // the next page uses the button by now
    if (this.isReady) this.document.open(this);
    showFab(this.sessionId, this.live.view?.role !== "reader" && this.live.gone === undefined);
  }

  override render() {
    // On a phone the session's own title is the header.
    const isShown = this.isReady && this.live.gone === undefined;
    const { members } = this;
    const { session, role } = this.live.view ?? {};
    if (members && session) members.link = shareable(session.url);
    const isBeside = isShown && members?.isBeside === true;
    const more =
      role === "owner" ? html`<rt-owners-choices .session=${session}></rt-owners-choices>` : undefined;
    const isLoading = !isShown && this.live.gone === undefined && !this.live.error;
    return html`<rt-header active="voice" .tools=${isShown && members ? shareKeys(members) : nothing} class=${isShown || isLoading ? "voice-header" : ""}></rt-header>
      <div class=${isBeside ? "with-people" : ""}><main id="content" tabindex="-1" class="page voice ${isShown ? "voice-session" : ""}">${this.content()}</main>
      ${isShown && members?.isOpen ? html`<rt-people .watch=${members} .people=${members.people} .title=${session?.session_name ?? ""} .more=${more}></rt-people>` : nothing}</div>`;
  }
}
