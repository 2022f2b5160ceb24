import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { count, t } from "../../i18n";
import { RoomtoneClient, RoomtoneError } from "../../sdk";
import { CANCEL } from "../../ui/dialog";
import { FOREIGN, isOriginRefused, ownTokens, scriptOrigin } from "../../ui/foreign";
import { icon } from "../../ui/icons";
import { pictogram } from "../../ui/pictogram";
import { when } from "../../ui/when";
import { KEY_ICONS, KEY_LETTERS } from "../key-signs";
import { heardLine } from "../listener/heard";
import { isValid, KEYS, type Key } from "../recorder/machine";
import { Recorder } from "../recorder/recorder";
import type { RemainingRecording } from "../recorder/remaining";
import type { Brief, Made } from "../recorder/sessions";
import { STATUS } from "../status-words";
import { clock } from "../time";
import { KEY_WORDS, LOST_WITH_IT, RECOVERED, VOICE } from "../words";
import { drag, keepCorner, keptCorner, nextCorner } from "./drag";
import "./meter";
import { keysStyle } from "./keys-style";
import { pictogramStyle } from "./pictogram-style";
import { noticeOf } from "./problems";
import { questionStyle } from "./question-style";
import { style } from "./style";

const TICK_MS = 250;
/** How often a tab that does not record looks whether another one does. */
const LOOK_MS = 1000;
/**
 * `<roomtone-fab>`: the recorder as a floating button, for any page. Attributes: `server`, the address of the Roomtone
 * server; `token`, a token of the user (or set `getToken`); `session-name`, `project`, `access` and `language` of the
 * sessions that it makes. Our own pages give it their `recorder` instead. Fires `roomtone-status` with {status, session}
 * when what it shows changes, and what results.ts tells of a recording.
 */
@customElement("roomtone-fab")
export class RoomtoneFab extends LitElement {
  static override styles = [style, keysStyle, pictogramStyle, questionStyle];

  @property() server = "";
  @property() token = "";
  @property({ attribute: false }) getToken: (() => Promise<string>) | undefined;
  @property({ attribute: "session-name" }) sessionName = "";
  @property() project = "";
  @property() access: Made["access_level"] | "" = "";
  @property() language = "";
  @property({ attribute: false }) recorder: Recorder | undefined;
  @property({ type: Boolean, reflect: true }) collapsed = false;
  /** The page shows a session that its reader may not record into. */
  @property({ attribute: false }) readOnly = false;
  /** The page has the five keys itself: the button shows them only on request. */
  @property({ attribute: false }) keyless = false;
  @property({ reflect: true }) corner = keptCorner();
  @state() private showsKeys = false;
  @state() private db = -60;
  @state() private refused: string | undefined;
  @state() private discarding: RemainingRecording | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private looking: ReturnType<typeof setInterval> | undefined;
  private own: RoomtoneClient | undefined;
  private said = "";
  private recordingId: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.part.add("fab");
    this.addEventListener("keydown", this.onKey);
    this.timer = setInterval(() => this.recorder?.isRecording && this.requestUpdate(), TICK_MS);
    this.looking = setInterval(() => void this.recorder?.lookElsewhere(), LOOK_MS);
    this.watch(this.recorder);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    clearInterval(this.looking);
    this.unwatch(this.recorder);
    const { own, recorder } = this;
    // Where the element is put elsewhere in the page, it comes back at once.
    if (own && recorder) queueMicrotask(() => this.isConnected || void this.leave(own, recorder));
  }

  /** What was recorded is sent to its end, without the element too. */
  private async leave(own: RoomtoneClient, recorder: Recorder): Promise<void> {
    if (recorder.isRecording) await recorder.press("done");
    await recorder.sent();
    if (!this.isConnected) own.close();
  }

  /** Makes a session and records into it, as New does. Answers the session; throws the reason why not. */
  async start(): Promise<Brief> {
    return this.pressed("new");
  }

  /** Ends the recording and closes its session, as Done does. Answers the session; throws the reason why not. */
  async stop(): Promise<Brief> {
    return this.pressed("done");
  }

  private async pressed(key: Key): Promise<Brief> {
    await this.updateComplete;
    const { recorder } = this;
    if (!recorder) throw new Error("Set `token` or `getToken` first");
    await recorder.press(key);
    const { problem, session } = recorder;
    if (problem || !session) throw new Error(typeof problem === "string" ? problem : JSON.stringify(problem));
    return session;
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot() as ShadowRoot;
    if (!this.recorder) root.adoptedStyleSheets = [ownTokens(), ...root.adoptedStyleSheets];
    return root;
  }

  /** A page may set the user at any time, and again after a refusal. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const isSaid = changed.has("token") || changed.has("getToken");
    if (isSaid && (this.token || this.getToken) && (!this.recorder || this.refused === "token"))
      this.connect();
    if (changed.has("keyless")) this.showsKeys = false;
    if (this.own && this.recorder) this.recorder.made = this.made;
    if (!changed.has("recorder")) return;
    this.unwatch(changed.get("recorder"));
    this.watch(this.recorder);
  }

  /** The button on a foreign page has its own client. */
  private connect(): void {
    this.own?.close();
    this.refused = undefined;
    const url = this.server || scriptOrigin;
    this.own = new RoomtoneClient({
      url,
      ...(this.getToken ? { getToken: this.getToken } : { token: this.token }),
    });
    const recorder = new Recorder(this.own);
    recorder.addEventListener("closed", this.onClosed);
    this.recorder = recorder;
    recorder.start().catch((error: unknown) => {
      if (error instanceof RoomtoneError && error.advice === "sign_in") this.refused = "token";
      else
        void isOriginRefused(url).then((refused) => {
          if (refused) this.refused = "origin";
        });
    });
  }

  private get made(): Made {
    return {
      ...(this.sessionName ? { session_name: this.sessionName } : {}),
      ...(this.project ? { project: this.project } : {}),
      ...(this.access ? { access_level: this.access } : {}),
      ...(this.language ? { language: this.language } : {}),
    };
  }

  private readonly onClosed = (): void => {
    const { own, recorder, recordingId } = this;
    if (!own || !recorder?.session || !recordingId) return;
    const { session } = recorder;
    this.recordingId = null;
    void import("./results").then(({ follow }) =>
      follow(own, session, recordingId, (name, detail) =>
        this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
      ),
    );
  };

  private watch(recorder: Recorder | undefined): void {
    recorder?.addEventListener("change", this.onChange);
    recorder?.addEventListener("level", this.onLevel);
  }

  private unwatch(recorder: Recorder | undefined): void {
    recorder?.removeEventListener("change", this.onChange);
    recorder?.removeEventListener("level", this.onLevel);
  }

  private readonly onChange = (): void => {
    const { recorder } = this;
    this.recordingId = recorder?.recordingId ?? this.recordingId;
    if (recorder && recorder.shown !== this.said) {
      this.said = recorder.shown;
      const detail = { status: recorder.shown, session: recorder.session };
      this.dispatchEvent(new CustomEvent("roomtone-status", { detail, bubbles: true, composed: true }));
    }
    this.requestUpdate();
  };

  private readonly onLevel = (event: Event): void => {
    this.db = (event as CustomEvent<number>).detail;
  };

  /** Keys work only while the focus is inside: the page has its own. */
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || this.discarding) return;
    if (event.key === "Escape") this.collapsed = true;
    const key = KEYS.find((one) => event.code === `Key${KEY_LETTERS[one]}`);
    if (!key) return;
    event.preventDefault();
    event.stopPropagation(); // on our own pages the page handles the same letter
    this.press(key);
  };

  private press(key: Key): void {
    const { recorder } = this;
    if (recorder && this.isOffered(recorder, key)) void recorder.press(key, this.pageSessionFor(key));
  }

  /** A session that the user may only read is neither made active nor recorded into. */
  private isOffered(recorder: Recorder, key: Key): boolean {
    return isValid(recorder.state, key) && !(this.readOnly && key === "rec");
  }

  /** Rec on a session's page activates and records that session; Done closes the active one, whatever the page (V14). */
  private pageSessionFor(key: Key): string | null {
    return key === "rec" ? (this.dataset.pageSession ?? null) : null;
  }

  private async dragGrip(event: PointerEvent): Promise<void> {
    if (event.button !== 0) return;
    this.corner = await drag(this, event.currentTarget as HTMLElement, event);
    keepCorner(this.corner);
  }

  private moveByKey(event: KeyboardEvent): void {
    const corner = nextCorner(this.corner, event.key);
    if (!corner) return;
    event.preventDefault();
    this.corner = corner;
    keepCorner(corner);
  }

  private keyButton(recorder: Recorder, key: Key): TemplateResult {
    const lit = key === "rec" && recorder.isRecording;
    const waits = key === "new" && recorder.state.newWaits;
    const name = recorder.session?.session_name ?? "";
    const label = key === "done" && name ? t(VOICE.doneActive, { name }) : KEY_WORDS[key];
    return html`<button type="button" part="key" class="round ${lit ? "lit" : ""} ${waits ? "waits" : ""}" data-key=${key}
      aria-label=${label} aria-disabled=${this.isOffered(recorder, key) ? nothing : "true"}
      aria-pressed=${key === "rec" ? String(lit) : nothing} title=${waits ? t(VOICE.newWaits) : nothing}
      @click=${() => this.press(key)}>
      <b>${icon(KEY_ICONS[key], 20)}</b><span aria-hidden="true">${KEY_WORDS[key]}</span>
    </button>`;
  }

  /** Who records, how many listen, and who may; the session's own page says it itself. */
  private heard({ isRecording, heard, listeners }: Recorder): string {
    const isSaid = heard?.session_id === this.dataset.pageSession;
    return isRecording && heard && !isSaid ? heardLine(heard, listeners) : "";
  }

  private lines(recorder: Recorder): TemplateResult {
    const notice = noticeOf(recorder, this.dataset.pageSession ?? null);
    const heard = this.heard(recorder);
    return html`${heard ? html`<p class="line heard">${heard}</p>` : nothing}${
      notice
        ? html`<p class="line ${notice.tone}" role=${notice.tone === "bad" ? "alert" : "status"}>${notice.text}
          ${notice.action ? html`<button type="button" @click=${notice.action.press}>${notice.action.label}</button>` : nothing}</p>`
        : nothing
    }
    ${
      recorder.status === "final_uploading"
        ? html`<p class="line wait">${t(STATUS.final_uploading)}: ${t(VOICE.ofTotal, {
            n: clock(recorder.elapsedMs - recorder.waitingMs),
            m: clock(recorder.elapsedMs),
          })}</p>`
        : nothing
    }
    ${
      recorder.microphones.length > 0
        ? html`<p class="line choices">${recorder.microphones.map(
            ({ deviceId, label }) =>
              html`<button type="button" @click=${() => recorder.useMicrophone(deviceId)}>${label}</button>`,
          )}</p>`
        : nothing
    }
    ${recorder.recovery.offers
      .filter((offer) => offer.waiting > 0)
      .map(
        (offer) => html`<div class="line wait">
        ${count(offer.fragments, RECOVERED, { when: when(offer.recording.startedAt) })}
        <div class="choices">
          <button type="button" @click=${() => recorder.recovery.send(offer.recording.recordingId)}>${t(VOICE.send)}</button>
          <button type="button" @click=${() => {
            this.discarding = offer;
          }}>${t(VOICE.discard)}</button>
        </div>
      </div>`,
      )}`;
  }

  /**
   * Asks before something is deleted that is only on this device; inside the shadow root, because a foreign page has
   * none of our dialogs.
   */
  private question(recorder: Recorder, offer: RemainingRecording): TemplateResult {
    return html`<dialog class="ask" aria-labelledby="ask-title" @close=${() => {
      this.discarding = undefined;
    }}>
      <form method="dialog">
        <h2 id="ask-title">${t(VOICE.discardTitle)}</h2>
        <p>${count(offer.fragments, LOST_WITH_IT)}</p>
        <div class="answers">
          <button autofocus>${t(CANCEL)}</button>
          <button class="bad" @click=${() => recorder.recovery.forget(offer.recording.recordingId)}>${t(VOICE.discardVerb)}</button>
        </div>
      </form>
    </dialog>`;
  }

  protected override updated(): void {
    this.renderRoot.querySelector<HTMLDialogElement>("dialog:not([open])")?.showModal();
  }

  override render() {
    const { recorder } = this;
    if (this.refused === "origin") return this.blocked(t(FOREIGN.notAllowed, { origin: location.origin }));
    if (!recorder || this.refused) return this.blocked(t(FOREIGN.signIn));
    const status = recorder.shown;
    const word = t(recorder.isBlocked ? VOICE.blocked : STATUS[status]);
    const time = clock(recorder.elapsedMs);
    if (this.collapsed) {
      const heard = this.heard(recorder);
      const said = recorder.isElsewhere ? t(VOICE.otherTab) : [word, time, heard].filter(Boolean).join(", ");
      return html`<button type="button" class="capsule" aria-label="${t(VOICE.expand)}: ${said}" title=${said}
        @click=${() => {
          this.collapsed = false;
        }}>${
          recorder.isElsewhere ? pictogram("recording", said) : pictogram(status, word)
        }<span aria-hidden="true">${recorder.isElsewhere ? said : time}</span></button>`;
    }
    const isShort = this.keyless && !this.showsKeys;
    return html`<section class="fab ${isShort ? "keyless" : ""}" aria-label=${t(VOICE.recorder)}>
      <div class="top" @dblclick=${() => {
        this.collapsed = true;
      }}>
        ${pictogram(status, word)}
        <span class="elapsed">${time}</span>
        <rt-meter .db=${this.db}></rt-meter>
        <button type="button" class="grip" aria-label=${t(VOICE.move)} @pointerdown=${this.dragGrip}
          @keydown=${this.moveByKey}>${icon("grip", 16)}</button>
        ${
          this.keyless
            ? html`<button type="button" class="grip more" aria-label=${t(this.showsKeys ? VOICE.keysAway : VOICE.keysHere)}
          aria-expanded=${this.showsKeys} @click=${() => {
            this.showsKeys = !this.showsKeys;
          }}>${icon("dots", 20)}</button>`
            : nothing
        }
        <button type="button" class="grip fold" aria-label=${t(VOICE.collapse)} @click=${() => {
          this.collapsed = true;
        }}>${icon("down", 20)}</button>
      </div>
      ${isShort ? nothing : html`<div class="keys">${KEYS.map((key) => this.keyButton(recorder, key))}</div>`}
      ${this.lines(recorder)}
      ${this.discarding ? this.question(recorder, this.discarding) : nothing}
      <span class="spoken" role="status">${word}</span>
    </section>`;
  }

  private blocked(sentence: string): TemplateResult {
    return html`<section class="fab notice"><p class="line" role="status">${sentence}</p></section>`;
  }
}
