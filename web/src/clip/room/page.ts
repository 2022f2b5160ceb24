import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../../app/announce";
import { MEMBERS } from "../members";
import "../../app/header";
import { setPageTitle } from "../../app/page-title";
import { navigate } from "../../app/router";
import { Shortcuts } from "../../app/shortcuts";
import { Tick } from "../../app/tick";
import { count, t } from "../../i18n";
import { errorSentence, reference } from "../../i18n/errors";
import { notFoundContent } from "../../notfound/content";
import { shareKey, shareKeys } from "../../people/share-keys";
import { PeopleWatch } from "../../people/watch";
import { PEOPLE, SHARE } from "../../people/words";
import type { EventOf } from "../../sdk";
import { confirmDialog } from "../../ui/dialog";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { later } from "../../ui/later";
import type { MenuItem } from "../../ui/menu";
import { statusWord } from "../../ui/pill";
import { emptyState, errorState, loading } from "../../ui/states";
import { attempt, takeControl } from "../actions";
import { deleteSession } from "../list/store";
import { LIST, LOST_MOMENTS } from "../list/words";
import { LiveClip } from "../live";
import { groupMoments } from "../moments/moments";
import { progress } from "../review/progress";
import "../review/review.css";
import type { ClipReview } from "../review/review";
import { REVIEW } from "../review/words";
import { shortLength } from "../speech";
import type { ClipState } from "../state";
import { streamSeconds } from "../timeline";
import "../title-row";
import { CLIP, MOMENTS } from "../words";
import { moveToAnotherDevice } from "./control-link";
import { Highlight } from "./highlight";
import "./room";
import type { ClipRoom } from "./room";
import { roomSkeleton } from "./skeleton";
import { viewerAddress } from "./viewer-link";
import { ROOM } from "./words";

/** New moments are announced to screen readers as a number, at most this often. */
const TELL_MS = 10_000;
const PHONE = "(max-width: 639px)";
const loadReview = () => import("../review/review");

/** `/clips/{id}`: the control room while the stream is not over, the review after it has ended. */
@customElement("rt-clip-room-page")
export class ClipRoomPage extends LitElement {
  @property() sessionId = "";
  @state() private ticketError: unknown;
  @state() private reviewError: unknown;
  private readonly highlight = new Highlight(this);
  private readonly live = new LiveClip(this, () => this.sessionId, {
    before: () => this.useTicket(),
    event: (event) => this.received(event),
    snapshot: (known) => {
      setPageTitle(known.session.title);
      if (known.role === "owner") void this.people().refresh();
    },
  });
  /** A dock of OBS is a narrow column with keys for a mouse. */
  private readonly dock = new URLSearchParams(location.search).has("dock");
  private members: PeopleWatch | undefined;
  private arrived = 0;
  private teller: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new Shortcuts(this, () =>
      this.live.state?.role === "owner"
        ? [{ key: "U", label: t(SHARE.share), run: () => this.people().share() }]
        : [],
    );
    // "Streaming for" is updated once a minute; the clocks show seconds.
    new Tick(this, () => this.live.state?.session.status === "active");
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    later(() => Promise.all([import("../../people/panel"), loadReview()]));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.teller);
  }

  /** A control link's ticket is used once, and removed from the address at once. */
  private async useTicket(): Promise<void> {
    const ticket = new URLSearchParams(location.hash.slice(1)).get("ticket");
    if (!ticket) return;
    history.replaceState(null, "", location.pathname + location.search);
    try {
      await takeControl(this.sessionId, ticket);
    } catch (error) {
      this.ticketError = error;
    }
  }

  private people(): PeopleWatch {
    this.members ??= new PeopleWatch(this.sessionId, MEMBERS, () => this.requestUpdate());
    return this.members;
  }

  /** A moderator does not delete the session nor move it to another device. */
  private get owns(): boolean {
    return this.people().people?.you.role !== "co-owner";
  }

  private received(event: EventOf<"clip">): void {
    const status = this.live.state?.session.status;
    this.people().heard(event);
    if (event.type === "session_updated" && this.live.state) setPageTitle(this.live.state.session.title);
    else if (event.type.startsWith("session_") && status) announce(statusWord(status));
    if (event.type !== "clip_submitted") return;
    this.highlight.add(event.data.clip.id);
    this.arrived += 1;
    this.teller ??= setTimeout(() => {
      announce(count(this.arrived, MOMENTS));
      this.arrived = 0;
      this.teller = undefined;
    }, TELL_MS);
  }

  private async deleteSession(known: ClipState): Promise<void> {
    const sure = await confirmDialog({
      title: t(LIST.deleteTitle, { title: known.session.title }),
      text: count(groupMoments(known.clips).length, LOST_MOMENTS),
      verb: t(LIST.deleteVerb),
    });
    if (sure && (await attempt(() => deleteSession(this.sessionId)))) navigate("/clips");
  }

  /** Loaded when it is asked for. */
  private async onePress(known: ClipState): Promise<void> {
    await attempt(async () =>
      (await import("../../keys/press")).pressDialog(this.sessionId, known.session.title),
    );
  }

  private menuItems(known: ClipState): MenuItem[] {
    const room = () => this.querySelector<ClipRoom>("rt-clip-room");
    const live = known.session.status !== "ended";
    const phone = matchMedia(PHONE).matches;
    const onPhone: MenuItem[] = [
      {
        label: `${t(CLIP.viewerLink)}, ${t(ROOM.lead)}`,
        icon: "copy",
        press: () => room()?.openViewerLink(),
      },
      { label: `${t(ROOM.sort)}: ${t(ROOM.newest)}`, icon: "list", press: () => room()?.sort("newest") },
      { label: `${t(ROOM.sort)}: ${t(ROOM.byTime)}`, icon: "list", press: () => room()?.sort("time") },
      {
        label: `${t(ROOM.sort)}: ${t(ROOM.hottestFirst)}`,
        icon: "list",
        press: () => room()?.sort("hottest"),
      },
    ];
    const obs = () => import("../obs/dialogs"); // loaded when it is asked for
    const ofOwner: MenuItem[] = [
      ...(live
        ? [
            { label: t(ROOM.onePress), icon: "keyhole" as const, press: () => void this.onePress(known) },
            {
              label: t(ROOM.obsOverlay),
              icon: "image" as const,
              press: () => void obs().then((dialogs) => dialogs.overlayDialog(known.session)),
            },
            {
              label: t(ROOM.obsDock),
              icon: "grid" as const,
              press: () => void obs().then((dialogs) => dialogs.dockDialog(this.sessionId)),
            },
          ]
        : []),
      { label: t(ROOM.move), icon: "phone", press: () => void moveToAnotherDevice(this.sessionId) },
      { label: t(ROOM.deleteSession), danger: true, press: () => void this.deleteSession(known) },
    ];
    const review = () => this.querySelector<ClipReview>("rt-clip-review");
    const ofReview: MenuItem[] = [
      { label: t(REVIEW.markAll), icon: "check", press: () => void review()?.markShown(true) },
      { label: t(REVIEW.unmarkAll), icon: "close", press: () => void review()?.markShown(false) },
    ];
    return [...(live ? (phone ? onPhone : []) : ofReview), ...(this.owns ? ofOwner : [])];
  }

  private tools(known: ClipState): TemplateResult {
    const people = shareKeys(this.people());
    if (known.session.status === "ended") return html`<rt-save-status></rt-save-status>${people}`;
    return html`<span class="viewers" aria-label=${t(ROOM.viewers)} role="img">${icon("eye", 18)}</span><span class="viewers-count num">${known.viewers}</span>${people}`;
  }

  private side(known: ClipState): TemplateResult | typeof nothing {
    const { session, segments } = known;
    if (session.status === "ended") return progress(known);
    if (segments.length === 0) return nothing;
    const time = shortLength(streamSeconds(segments, this.live.now()));
    return html`<span class="streaming-for num">${t(ROOM.streamingFor, { time })}</span>`;
  }

  private review(known: ClipState): TemplateResult {
    if (customElements.get("rt-clip-review")) return html`<rt-clip-review .state=${known}></rt-clip-review>`;
    if (this.reviewError !== undefined)
      return errorState(t(ROOM.loadFailed), () => location.reload(), reference(this.reviewError));
    loadReview().then(
      () => this.requestUpdate(),
      (error) => {
        this.reviewError = error;
      },
    );
    return loading(roomSkeleton());
  }

  private content(known: ClipState): TemplateResult {
    const ended = known.session.status === "ended";
    return html`<rt-clip-title .session=${known.session} .side=${this.side(known)} .items=${this.menuItems(known)} .share=${shareKey(this.people())}></rt-clip-title>
      ${
        ended
          ? this.review(known)
          : html`<rt-clip-room .state=${known} .online=${this.live.online} .dock=${this.dock} .fresh=${this.highlight.ids}></rt-clip-room>`
      }`;
  }

  private stranger(): TemplateResult {
    const open = key({
      label: t(ROOM.openViewer),
      press: () => navigate(`/c/${encodeURIComponent(this.sessionId)}`),
    });
    const sentence = this.ticketError === undefined ? t(ROOM.notYours) : errorSentence(this.ticketError);
    return html`<div class="panel">${emptyState(sentence, t(ROOM.notYoursHelp), open, true)}</div>`;
  }

  private body(): TemplateResult {
    const { state: known, gone, error } = this.live;
    if (gone === "forbidden")
      return html`<div class="panel">${emptyState(t(PEOPLE.wasRemoved), undefined, undefined, true)}</div>`;
    if (gone !== undefined) return notFoundContent(`/clips/${this.sessionId}`, "/clips?new");
    if (known) return known.role === "owner" ? this.content(known) : this.stranger();
    if (error)
      return html`<div class="panel">${errorState(t(ROOM.loadFailed), () => this.live.refresh(), reference(error))}</div>`;
    return loading(roomSkeleton());
  }

  override render() {
    const { state: known, gone } = this.live;
    const owner = known?.role === "owner" && gone === undefined;
    const people = this.people();
    if (known) people.link = viewerAddress(known.session);
    const isBeside = owner && people.isBeside;
    const stranger = gone !== undefined || (known !== undefined && !owner);
    return html`<rt-header active="clip" .tools=${owner && known ? this.tools(known) : nothing} class=${stranger ? "" : "room-header"}></rt-header>
      <div class=${isBeside ? "with-people" : ""}><main id="content" tabindex="-1" class="page room-page ${this.dock ? "dock" : ""}">${this.body()}</main>
      ${owner && people.isOpen ? html`<rt-people .watch=${people} .people=${people.people} .title=${known.session.title}></rt-people>` : nothing}</div>`;
  }
}
