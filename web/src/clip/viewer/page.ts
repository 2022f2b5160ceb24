import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../../app/announce";
import { BACK_MS, backOnline } from "../../app/back-online";
import { client } from "../../app/client";
import { setPageTitle } from "../../app/page-title";
import { Shortcuts } from "../../app/shortcuts";
import { count, t } from "../../i18n";
import { reference } from "../../i18n/errors";
import { notFoundContent } from "../../notfound/content";
import { reportItem } from "../../people/report";
import { PEOPLE } from "../../people/words";
import { isRefused, isSent, RoomtoneError } from "../../sdk";
import { icon } from "../../ui/icons";
import "../../ui/menu";
import { statusPill } from "../../ui/pill";
import { emptyState, errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import "../clock";
import { Tick } from "../../app/tick";
import { LiveClip } from "../live";
import { TAGS, tagChip } from "../moments/tags";
import type { Clip, ClipStatus, Tag } from "../session";
import type { ClipState } from "../state";
import { clockSeconds, hms } from "../timeline";
import { CLIP } from "../words";
import { AfterTap } from "./after-tap";
import { Crowd } from "./crowd";
import { disc } from "./disc";
import "./name-row";
import { viewerName } from "./name-row";
import { noteField, noteKey } from "./note";
import { Press } from "./press";
import "./crowd.css";
import "./disc.css";
import "./foot.css";
import "./viewer.css";
import { visible } from "../../i18n/bidi";
import { notCounted, VIEWER, WAITING } from "./words";

/** The viewer's page: one hand, one tap (C23). No header, no sign-in, no navigation. */
@customElement("rt-clip-viewer-page")
export class ClipViewerPage extends LitElement {
  @property() sessionId = "";
  /** `own`: the note belongs to the last tap, and is no tap itself. */
  @state() private note: { text: string; at: number; seconds: number; own: boolean } | undefined;
  /** How many moments were refused, by the sentence that gives the reason. */
  private readonly refused = new Map<unknown, number>();
  /** How many were sent since the connection came back; undefined when there is nothing to show. */
  private sentSince: number | undefined;
  private wasOffline = false;
  private backTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly live = new LiveClip(this, () => this.sessionId, {
    isKept: true,
    event: (event) => this.received(event.type),
    snapshot: (known) => {
      setPageTitle(known.session.title);
      if (known.session.status !== "paused") client.queue.release(this.sessionId);
      this.crowd.heard(known);
    },
    signal: ({ type }) => {
      if (type === "heat" && this.live.state) this.crowd.heard(this.live.state);
    },
  });
  private readonly crowd = new Crowd(this, () => this.live.apply({ type: "heat", data: { people: 0 } }));
  private readonly press = new Press(
    this,
    (clip) => this.live.apply({ type: "clip_submitted", data: { clip } }),
    () => this.live.state?.session.slow_seconds ?? 0,
    (at) => clockSeconds(this.live.state?.segments ?? [], at),
  );

  private readonly lastTap = new AfterTap(
    this,
    (clip) => this.live.apply({ type: "clip_edited", data: { clip } }),
    (clip_id) => this.live.apply({ type: "clip_removed", data: { clip_id } }),
  );

  constructor() {
    super();
    new Tick(this, () => this.live.turnIn !== undefined);
    new Shortcuts(this, () => {
      if (this.live.state?.session.status !== "active" || !this.live.state.may_mark) return [];
      return [
        { key: "Space", label: t(VIEWER.mark), run: () => this.mark() },
        { key: "Enter", label: t(VIEWER.mark), run: () => this.mark() },
        ...TAGS.map(({ tag, key, emoji, word }) => ({
          key,
          label: t(VIEWER.markWith, { tag: `${emoji} ${word}` }),
          run: () => this.mark(tag),
        })),
        { key: "N", label: t(VIEWER.addNote), run: () => this.openNote() },
        { key: "Z", label: t(VIEWER.undo), run: () => this.lastTap.undo() },
      ];
    });
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    client.connection.addEventListener("state", this.follow);
    client.queue.addEventListener("change", this.redraw);
    client.queue.addEventListener("sent", this.sent);
    client.queue.addEventListener("refused", this.notCounted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.backTimer);
    client.connection.removeEventListener("state", this.follow);
    client.queue.removeEventListener("change", this.redraw);
    client.queue.removeEventListener("sent", this.sent);
    client.queue.removeEventListener("refused", this.notCounted);
  }

  private readonly redraw = (): void => this.requestUpdate();

  private readonly follow = (): void => {
    const { state: now } = client.connection;
    if (now === "offline") this.wasOffline = true;
    if (now !== "online" || !this.wasOffline) return;
    this.wasOffline = false;
    this.tellBack(0);
  };

  private tellBack(sent: number): void {
    clearTimeout(this.backTimer);
    this.sentSince = sent;
    this.backTimer = setTimeout(() => {
      this.sentSince = undefined;
      this.redraw();
    }, BACK_MS);
    this.redraw();
  }

  private readonly sent = (event: Event): void => {
    if (!isSent(event, "submit_clip") || event.detail.item.sessionId !== this.sessionId) return;
    if (this.sentSince !== undefined) this.tellBack(this.sentSince + 1);
    const { item, ack } = event.detail;
    this.live.apply({ type: "clip_submitted", data: { clip: ack.clip } });
    this.lastTap.arrived(item.id, ack.clip);
  };

  private readonly notCounted = (event: Event): void => {
    if (!isRefused(event, "submit_clip") || event.detail.sessionId !== this.sessionId) return;
    const item = event.detail;
    client.queue.dismiss(item.id);
    this.lastTap.refused(item.id);
    const reason = item.error?.details.reason;
    const moments = (this.refused.get(reason) ?? 0) + 1;
    this.refused.set(reason, moments);
    showToast({ kind: "error", text: notCounted(item.error, moments) });
  };

  private received(type: string): void {
    if (type === "slow_mode_changed") this.press.paceChanged(this.live.now());
    if (type === "session_paused") announce(t(CLIP.pausedMessage));
    if (type === "session_ended") this.ended();
    if (type === "session_resumed" || type === "session_ended") client.queue.release(this.sessionId);
  }

  /** A note that was not sent is lost when the stream ends, and the viewer is told, unless its tap was counted. */
  private ended(): void {
    announce(t(CLIP.endedMessage));
    const lost = new RoomtoneError("session_not_active", "The stream ended", { reason: "ended" });
    if (this.note?.own) this.lastTap.write(this.note.text.trim());
    else if (this.note?.text.trim()) showToast({ kind: "error", text: notCounted(lost, 1) });
    this.note = undefined;
  }

  private mark(tag?: Tag): void {
    const { note, lastTap } = this;
    if (note?.own) {
      lastTap.write(note.text.trim());
      this.closeNote();
      return;
    }
    if (tag && lastTap.isOpen) {
      lastTap.choose(tag);
      return;
    }
    const status = this.live.state?.session.status;
    if (this.live.state?.may_mark === false) return;
    // A note begun before the break belongs to the stream: it waits for the resume.
    if (!(status === "active" || (status === "paused" && note)) || !this.press.ready) return;
    const text = note?.text.trim() || undefined;
    lastTap.close();
    const wanted = { sessionId: this.sessionId, tag, note: text, at: note?.at, by: viewerName() };
    void this.press.tap(wanted, (result, seconds) => {
      if (this.note === note) this.note = undefined;
      lastTap.begin(result, seconds, tag, text);
    });
  }

  private openNote(): void {
    const at = this.live.now();
    const { lastTap } = this;
    const own = lastTap.isOpen;
    if (own) lastTap.hold();
    const seconds = own ? lastTap.seconds : clockSeconds(this.live.state?.segments ?? [], at);
    this.note = { text: own ? lastTap.note : "", at, seconds, own };
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#viewer-note")?.focus());
  }

  private closeNote(): void {
    if (this.note?.own) this.lastTap.run();
    this.note = undefined;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".add-note")?.focus());
  }

  private get waiting(): number {
    return client.queue.items.filter((item) => item.sessionId === this.sessionId && item.state !== "refused")
      .length;
  }

  private get held(): boolean {
    return client.queue.items.some((item) => item.sessionId === this.sessionId && item.state === "held");
  }

  private banner(): TemplateResult | typeof nothing {
    const { waiting } = this;
    if (this.live.online && this.held)
      return html`<p class="banner banner-hold"><i class="shape shape-bars" aria-hidden="true"></i><span>${t(VIEWER.waitsForResume)}</span></p>`;
    if (this.live.online && this.sentSince !== undefined)
      return html`<p class="banner banner-live"><i class="shape shape-dot" aria-hidden="true"></i><span>${backOnline(this.sentSince)}</span></p>`;
    if (client.connection.state !== "offline" && !(waiting > 0 && !this.live.online)) return nothing;
    const text = waiting > 0 ? count(waiting, WAITING) : t(VIEWER.idleOffline);
    const copied = this.live.copy?.line;
    return html`<p class="banner banner-hold">${icon("plug", 20)}<span>${text}${copied === undefined ? nothing : ` ${copied}.`}</span></p>`;
  }

  private clock(state: ClipState): TemplateResult {
    const { status } = state.session;
    const word = { created: VIEWER.clock, active: VIEWER.clock, paused: VIEWER.stopped, ended: VIEWER.ended }[
      status
    ];
    const shows = state.session.shows_heat && status === "active";
    return html`<div class="viewer-clock ${status === "active" ? "" : "clock-still"}">
      <rt-clip-clock class="clock" vod .segments=${state.segments}></rt-clip-clock>
      <p class="label ${shows ? "visually-hidden" : ""}">${t(word)}</p>
      ${this.crowd.bar(state)}
    </div>`;
  }

  private tags(): TemplateResult {
    const { state } = this.press;
    const { isOpen, tag: own } = this.lastTap;
    const chosen = isOpen ? own : state.name === "up" ? undefined : state.tag;
    return html`<div class="viewer-tags" role="group" aria-label=${t(isOpen ? VIEWER.tagOrNote : VIEWER.tags)}>
      ${TAGS.map(
        ({
          tag,
          emoji,
          word,
          key,
        }) => html`<button type="button" class="tag-key ${chosen === tag ? "tag-chosen" : ""}"
          aria-disabled=${this.press.ready || isOpen ? nothing : "true"}
          aria-pressed=${isOpen ? String(own === tag) : nothing} aria-keyshortcuts=${key} @click=${() => this.mark(tag)}
        ><span class="tag-emoji">${emoji}</span> ${word}</button>`,
      )}
    </div>`;
  }

  private message(status: ClipStatus): TemplateResult {
    const [hue, shape, text] = (
      {
        created: ["neutral", "ring", t(VIEWER.notLive)],
        paused: ["hold", "bars", t(CLIP.pausedMessage)],
        ended: ["shut", "square", t(CLIP.endedMessage)],
        active: ["hold", "bars", ""],
      } as const
    )[status];
    return html`<p id="viewer-message" class="banner banner-${hue}"><i class="shape shape-${shape}" aria-hidden="true"></i><span>${text}</span></p>`;
  }

  private own(clips: readonly Clip[]): TemplateResult {
    if (clips.length === 0) return html`<p class="own-none">${t(VIEWER.noneOfYours)}</p>`;
    return html`<section class="own panel"><h2 class="section">${t(VIEWER.yours)}</h2>
      <ol>${clips.map(
        (
          clip,
        ) => html`<li><span class="own-segment">S${clip.segment_index}</span> <span class="time">${clip.offset_hms}</span>
          <bdi class="own-note">${visible(clip.note ?? t(CLIP.noNote))}</bdi> ${clip.tag ? tagChip(clip.tag) : nothing}</li>`,
      )}</ol></section>`;
  }

  private foot(state: ClipState): TemplateResult {
    const name = html`<rt-viewer-name .saved=${state.clips.length}></rt-viewer-name>`;
    const { status } = state.session;
    if (this.note && (status === "active" || status === "paused")) {
      return html`<div class="viewer-foot">${status === "paused" ? this.message(status) : nothing}${noteField(
        this.note,
        {
          input: (text) => {
            if (this.note) this.note = { ...this.note, text };
          },
          send: () => this.mark(),
          close: () => this.closeNote(),
        },
      )}</div>`;
    }
    if (status !== "active") return html`<div class="viewer-foot">${this.message(status)}${name}</div>`;
    if (!state.may_mark)
      return html`<div class="viewer-foot"><p id="viewer-message" class="banner banner-neutral" role="status">${icon("eye", 20)}<span>${t(VIEWER.onlyWatch)}</span></p>${name}</div>`;
    return html`<div class="viewer-foot">${this.lastTap.slot()}${this.tags()}${noteKey(() => this.openNote(), this.lastTap.isOpen ? hms(this.lastTap.seconds) : undefined)}${name}</div>`;
  }

  private content(state: ClipState): TemplateResult {
    const { session } = state;
    const ended = session.status === "ended";
    return html`<div class="viewer ${this.note ? "viewer-noting" : ""} viewer-${session.status}">
      <div class="viewer-head">
        <div><h1><bdi>${visible(session.title)}</bdi></h1><p><bdi>${visible(session.game)}</bdi></p></div>
        <div class="viewer-tools">${statusPill(session.status)}
          ${state.role === "owner" ? nothing : html`<rt-menu .label=${t(CLIP.menu)} .items=${[reportItem(session.id)]}></rt-menu>`}</div>
      </div>
      ${this.clock(state)}
      <div class="viewer-banner" role="status">${this.banner()}</div>
      <div class="stage">${ended ? this.own(state.clips) : disc(state.may_mark ? session.status : "watching", this.press.state, () => this.mark())}
        <p class="refusal">${this.press.refusal ?? nothing}</p></div>
      ${this.foot(state)}
    </div>`;
  }

  override render() {
    const { state, gone, error } = this.live;
    let content: TemplateResult;
    if (gone === "forbidden")
      content = emptyState(t(state ? PEOPLE.wasRemoved : VIEWER.noAccess), undefined, undefined, true);
    else if (gone !== undefined) content = notFoundContent(`/c/${this.sessionId}`, "/clips?new");
    else if (state) content = this.content(state);
    else if (this.live.turnIn !== undefined)
      content = html`<div class="viewer"><h1 class="visually-hidden">${t(VIEWER.door)}</h1>
        <p class="banner banner-hold" role="status"><i class="shape shape-bars" aria-hidden="true"></i><span>${t(VIEWER.crowd, { n: this.live.turnIn })}</span></p></div>`;
    else if (this.live.copy?.missing) content = this.live.copy.missing;
    else if (error) content = errorState(t(VIEWER.loadFailed), () => this.live.refresh(), reference(error));
    else
      content = loading(
        html`<div class="viewer"><span class="bone bone-title"></span><span class="bone bone-clock"></span><span class="bone bone-disc"></span></div>`,
      );
    return html`<main id="content" tabindex="-1">${content}</main>`;
  }
}
