import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../app/client";
import { LastShown } from "../app/last-shown";
import { forgetOpened, rememberOpened } from "../app/opened";
import { setPageTitle } from "../app/page-title";
import { navigate } from "../app/router";
import { Shortcuts } from "../app/shortcuts";
import { sounds } from "../app/sounding";
import { t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import { askForMore } from "../people/ask";
import "../people/ask-name";
import { PEOPLE } from "../people/words";
import type { RoomtoneError } from "../sdk";
import "../app/header";
import { attempt } from "../ui/attempt";
import { icon } from "../ui/icons";
import { key } from "../ui/key";
import { later } from "../ui/later";
import { emptyState, loading } from "../ui/states";
import { showToast } from "../ui/toast";
import { starters } from "./grid/add-track";
import { addTrack } from "./grid/track-menu";
import "./grid/grid";
import type { JamGrid } from "./grid/grid";
import { inspector } from "./grid/inspector";
import "./dialogs.css";
import type { Change } from "./document/document";
import type { JamState } from "./document/model";
import "./grid/grid.css";
import "./grid/beside-drawer.css";
import "./grid/inspector.css";
import "./jam.css";
import "./phone/pads.css";
import "./transport/transport.css";
import { jamHeader, saveStatus } from "./header/jam-header";
import { peoplePanel } from "./header/people-panel";
import { controlKeysOf, shortcutsOf } from "./keys";
import "./phone/pads";
import { loadVoices } from "./audio/mixer";
import { Player } from "./audio/player";
import { sessionMenu } from "./header/session-menu";
import type { GrooveCard } from "./opening/groove-card";
import "./opening/groove-card.css";
import { justMade } from "./opening/just-made";
import { skeleton } from "./opening/skeleton";
import { padsHead, type TrackPads, type TrackStrip } from "./phone/pads";
import { JamSession, type KeptJam } from "./session";
import { remixKey } from "./sharing/share";
import {
  playKey,
  playModeChoice,
  shortSyncLine,
  swingSlider,
  tempoField,
  transportBar,
  undoKeys,
} from "./transport/transport-bar";
import { JamView } from "./view";
import { WORDS } from "./words";

const WIDE = matchMedia("(min-width: 960px)");

/** K22: the orphaned period that was already shown, identified by the last access before it. */
const BANNER = "roomtone:jam-banner:";

@customElement("rt-jam-page")
export class JamPage extends LitElement {
  @property() sessionId = "";
  @state() private version = 0;
  @state() private bannerClosed = false;
  private session: JamSession | null = null;
  private player: Player | null = null;
  private view: JamView | null = null;
  @state() private gone: typeof import("./gone").gone | null = null;
  private groove: GrooveCard | null = null;
  private names = new Map<string, string>();
  private remembered = "";
  private silent = () => {};
  private copy: LastShown<KeptJam> | undefined;

  constructor() {
    super();
    const ready = <Key>(keys: (view: JamView) => Key[]) => {
      return () => (this.view?.session.status === "ready" ? keys(this.view) : []);
    };
    new Shortcuts(this, ready(shortcutsOf), ready(controlKeysOf));
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // K2, D1: `?remix=true` asks for a copy, like `/remix`.
    if (new URLSearchParams(location.search).get("remix") === "true") {
      navigate(`/s/${this.sessionId}/remix`, "replace");
      return;
    }
    const session = new JamSession(this.sessionId, client);
    const player = new Player(session);
    const view = new JamView(session, player);
    const copy = new LastShown<KeptJam>(session.id, {
      now: () => session.kept,
      show: (kept) => session.recall(kept),
      miss: this.redraw,
    });
    Object.assign(this, { session, player, view, copy, groove: null });
    session.addEventListener("info", () => copy.fresh());
    session.addEventListener("change", () => copy.changed());
    for (const type of ["change", "status", "info", "people", "transport"])
      session.addEventListener(type, this.redraw);
    session.addEventListener("change", (event) => {
      this.rememberNames();
      // K22: the first edit by anybody removes the banner; a snapshot ("*") does not.
      if ((event as CustomEvent<Change>).detail.paths[0] !== "*") this.closeBanner();
    });
    for (const type of ["info", "status"]) session.addEventListener(type, () => this.remember());
    session.addEventListener("lost", (event) => this.sayLost((event as CustomEvent).detail));
    session.addEventListener("refused", (event) => {
      const { detail } = event as CustomEvent<RoomtoneError>;
      // Who may only watch from now on is told so, whichever of the two comes first.
      const refused = session.editor.refusedState;
      const action = refused && { label: t(WORDS.keepMine), press: () => void this.keep(refused) };
      const isWatching = detail.code === "forbidden" && !session.isLocked;
      const said = isWatching
        ? { text: t(PEOPLE.onlyWatch) }
        : ({ text: errorSentence(detail), kind: "error" } as const);
      showToast(action ? { ...said, action } : said);
    });
    session.addEventListener("role", (event) => {
      const mayEdit = (event as CustomEvent<string>).detail === "editor";
      showToast({ text: t(mayEdit ? PEOPLE.canEdit : PEOPLE.onlyWatch) });
    });
    player.addEventListener("playing", this.redraw);
    player.recordings.addEventListener("change", this.redraw);
    session.addEventListener("info", () => void player.recordings.refresh(), { once: true });
    player.addEventListener("step", this.moveHeads);
    view.addEventListener("change", this.redraw);
    view.addEventListener("focus", () => void this.updateComplete.then(() => this.grid?.focusStep()));
    WIDE.addEventListener("change", this.redraw);
    document.addEventListener("keydown", this.keys);
    document.addEventListener("keydown", this.hand, { capture: true });
    this.silent = sounds(() =>
      player.isPlaying
        ? { title: session.state.name ?? t(WORDS.untitled), path: `/s/${this.sessionId}` }
        : undefined,
    );
    void session.open();
    void this.showGroove(view);
    later(() => Promise.all([loadVoices(), this.loadGone(), import("./dialogs"), import("../people/panel")]));
  }

  private async showGroove(view: JamView): Promise<void> {
    const groove = justMade.get(this.sessionId);
    justMade.delete(this.sessionId);
    if (!groove) return;
    const { GrooveCard } = await import("./opening/groove-card");
    if (this.view !== view) return;
    this.groove = new GrooveCard(view, groove, this.redraw);
    this.redraw();
  }

  /** What was refused becomes a jam of one's own. */
  private async keep(state: JamState): Promise<void> {
    await attempt(async () => {
      const created = await this.session?.keepAsNew(state);
      if (created) navigate(created.url);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    WIDE.removeEventListener("change", this.redraw);
    document.removeEventListener("keydown", this.keys);
    document.removeEventListener("keydown", this.hand, { capture: true });
    this.player?.close();
    this.copy?.close();
    this.session?.close();
    this.silent();
  }

  private readonly redraw = (): void => {
    this.version += 1;
    const { session } = this;
    if (session?.status === "ready") setPageTitle(session.state.name ?? t(WORDS.untitled));
  };

  private remember(): void {
    const { status = "loading", state } = this.session ?? {};
    const known = `${status} ${state?.name}`;
    if (known === this.remembered) return;
    this.remembered = known;
    if (status === "ready") rememberOpened("jam", this.sessionId, state?.name ?? null);
    if (status === "deleted" || status === "missing") forgetOpened(this.sessionId);
    if (status === "deleted" || status === "missing" || status === "private") this.copy?.gone();
  }

  private rememberNames(): void {
    for (const track of this.session?.state.tracks.values() ?? []) this.names.set(track.id, track.name);
  }

  private sayLost({ by, trackId }: { by: string | null; trackId: string }): void {
    const who = this.session?.people.nameOf(by) || t(WORDS.someone);
    const track = this.names.get(trackId) ?? "";
    showToast({ text: t(WORDS.lost, { who, track }) });
  }

  private readonly moveHeads = (): void => {
    if (WIDE.matches) return;
    const step = this.player?.step ?? null;
    for (const row of this.querySelectorAll<TrackStrip | TrackPads>("rt-jam-strip, rt-jam-pads"))
      row.playhead(step);
  };

  private readonly keys = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (!(event.ctrlKey || event.metaKey) || (target instanceof HTMLInputElement && target.type === "text"))
      return;
    const pressed = event.key.toLowerCase();
    if (pressed !== "z" && pressed !== "y") return;
    event.preventDefault();
    if (pressed === "y" || event.shiftKey) this.session?.editor.redo();
    else this.session?.editor.undo();
  };

  private readonly hand = (event: KeyboardEvent): void => this.view?.hand.take(event);

  private closeBanner(): void {
    const { info } = this.session ?? {};
    if (this.bannerClosed || !info?.orphaned) return;
    this.bannerClosed = true;
    try {
      localStorage.setItem(BANNER + this.sessionId, String(info.lastAccessedAt));
    } catch {
      // it then appears again when the page is loaded again
    }
  }

  private isBannerDue(): boolean {
    const { info } = this.session ?? {};
    if (!info?.orphaned || this.bannerClosed) return false;
    try {
      return localStorage.getItem(BANNER + this.sessionId) !== String(info.lastAccessedAt);
    } catch {
      return true;
    }
  }

  private banner(): TemplateResult | typeof nothing {
    if (!this.isBannerDue()) return nothing;
    return html`<div class="banner banner-hold jam-banner" role="status">
      <p><b>${t(WORDS.orphan1)}</b><br />${t(WORDS.orphan2)}</p>
      <button type="button" class="icon-key" aria-label=${t(WORDS.dismiss)} @click=${() => this.closeBanner()}>${icon("close")}</button>
    </div>`;
  }

  /** Why nothing can be changed here, and the way to more. */
  private watching(session: JamSession): TemplateResult | typeof nothing {
    if (session.info?.immutable || session.members.isBeside) return nothing;
    if (session.isLocked && session.members.people?.you.may_edit)
      return html`<p class="people-ask people-ask-page" role="status">${t(PEOPLE.locked)}</p>`;
    return html`<div class="people-ask-frame">${askForMore(session.members)}</div>`;
  }

  private empty(view: JamView): TemplateResult {
    return html`<div class="jam-empty">${emptyState(t(WORDS.empty), t(WORDS.emptyHelp))}
      ${view.session.isReadOnly ? remixKey(view) : starters(view)}
      ${view.session.isReadOnly ? nothing : key({ label: t(WORDS.addTrack), icon: "plus", press: () => void addTrack(view) })}</div>`;
  }

  private wide(view: JamView): TemplateResult {
    return html`${transportBar(view, sessionMenu(view, true))}
      <main id="content" tabindex="-1" class="jam-main">
        ${this.groove?.render()}
        ${view.tracks.length === 0 ? this.empty(view) : html`<rt-jam-grid .view=${view} .version=${this.version}></rt-jam-grid>${inspector(view)}`}
      </main>`;
  }

  private narrow(view: JamView): TemplateResult {
    const { track, page, selection, session } = view;
    const people = session.people.others.filter(
      (person) => person.id !== client.user?.id && person.track === track?.id,
    );
    return html`<main id="content" tabindex="-1" class="jam-main jam-phone">
        ${
          track
            ? html`<div class="jam-strips" @click=${this.pick}>${view.tracks.map(
                (one) =>
                  html`<rt-jam-strip .track=${one} .page=${page} .heard=${view.isHeard(one)} .current=${one.id === track.id} .fault=${view.player.recordings.faultOf(one.sampleId) !== null}></rt-jam-strip>`,
              )}</div>
              ${padsHead(view, track)}
              <rt-jam-pads .view=${view} .track=${track} .page=${page} .locked=${session.isReadOnly} .people=${people}
                .selected=${selection?.track === track.id ? selection.step : -1}></rt-jam-pads>
              ${view.pages > 1 ? html`<p class="jam-dots jam-dots-phone">${Array.from({ length: view.pages }, (_, n) => html`<button type="button" class=${n === page ? "here" : ""} aria-label=${t(WORDS.page, { from: n * 16 + 1, to: n * 16 + 16 })} @click=${() => view.turn(n)}></button>`)}</p>` : nothing}
              ${session.isReadOnly ? remixKey(view) : key({ label: t(WORDS.addTrackShort), icon: "plus", class: "jam-add", press: () => void addTrack(view) })}
              <div class="jam-phone-more">${swingSlider(view)}${playModeChoice(view)}</div>`
            : this.empty(view)
        }
      </main>
      <footer class="jam-bottom">${playKey(view)}<div>${tempoField(view)}<p class="jam-bottom-swing">${t(WORDS.swing)} ${session.state.swing} %</p></div>
        ${session.isReadOnly ? nothing : html`<span class="jam-bottom-undo">${undoKeys(view)}</span>`}
        <div class="jam-bottom-end">${shortSyncLine(view)}<span class="jam-status" role="status">${saveStatus(view)}</span></div></footer>`;
  }

  private readonly pick = (event: Event): void => {
    const id =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>("[data-track]")?.dataset.track
        : undefined;
    if (id && this.view) this.view.select(id, this.view.selection?.step ?? this.view.page * 16);
  };

  private async loadGone(): Promise<void> {
    this.gone = (await import("./gone")).gone;
  }

  override render() {
    const { session, view } = this;
    if (!session || !view) return nothing;
    if (session.status !== "ready" && session.status !== "loading") {
      if (this.gone) return this.gone(session);
      void attempt(() => this.loadGone());
    }
    if (session.status === "loading" && this.copy?.missing)
      return html`<rt-header></rt-header><main id="content" tabindex="-1" class="page">${this.copy.missing}</main>`;
    if (session.status === "loading" || !session.info) return loading(skeleton());
    const isWide = WIDE.matches;
    const { isBeside, isOpen } = session.members;
    return html`<div class="jam ${session.isReadOnly ? "read-only" : ""} ${isBeside ? "with-people" : ""}">
      ${jamHeader(view, session.info, isWide, sessionMenu(view, isWide), this.copy?.line)}
      ${this.banner()}
      ${isWide ? nothing : this.groove?.render()}
      ${this.watching(session)}
      ${isBeside || session.info.immutable ? nothing : html`<rt-ask-name .owner=${session.info.ownerId}></rt-ask-name>`}
      ${isOpen ? peoplePanel(view) : nothing}
      ${isWide ? this.wide(view) : this.narrow(view)}
    </div>`;
  }

  get grid(): JamGrid | null {
    return this.querySelector("rt-jam-grid");
  }
}
