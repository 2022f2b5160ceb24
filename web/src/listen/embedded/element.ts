import { html, LitElement, nothing, type PropertyValues, type TemplateResult, unsafeCSS } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../i18n";
import { RoomtoneClient, RoomtoneError } from "../../sdk";
import { FOREIGN, isOriginRefused, ownTokens, scriptOrigin } from "../../ui/foreign";
import artworkStyle from "../artwork.css?inline";
import { byDay, overlapping } from "../history/days";
import { dayName, entryWords } from "../history/entry";
import entryStyle from "../history/entry.css?inline";
import { type Entry, HistoryStore } from "../history/store";
import { HISTORY } from "../history/words";
import { style } from "./style";

const TICK_MS = 1000;
/** What says whose history of which book it is. */
const NAMING = ["server", "token", "getToken", "book"] as const;

/** An uploaded picture is its listener's alone: an `<img>` of a foreign page sends no token. */
function withOpenPicture(entry: Entry): Entry {
  return entry.artwork_url?.startsWith("/") ? { ...entry, artwork_url: null } : entry;
}

/**
 * `<roomtone-listening>`: a user's listening history, live, for any page. Attributes: `server`, the address of the
 * Roomtone server; `token`, a token of the user (or set `getToken`); `book`, the id of the one book that is shown.
 */
@customElement("roomtone-listening")
export class RoomtoneListening extends LitElement {
  static override styles = [unsafeCSS(artworkStyle), unsafeCSS(entryStyle), style];

  @property() server = "";
  @property() token = "";
  @property({ attribute: false }) getToken: (() => Promise<string>) | undefined;
  @property() book = "";
  @state() private refused: "token" | "origin" | undefined;
  @state() private busy = false;
  private client: RoomtoneClient | undefined;
  private store: HistoryStore | undefined;
  private ticking: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", this.getAttribute("role") ?? "region");
    this.setAttribute("aria-label", this.getAttribute("aria-label") ?? t(HISTORY.page));
    addEventListener("focus", this.fresh);
    document.addEventListener("visibilitychange", this.fresh);
    this.ticking = setInterval(() => this.store?.isPlaying && this.requestUpdate(), TICK_MS);
    if (this.hasUpdated) this.open(); // moved to another place of the page
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("focus", this.fresh);
    document.removeEventListener("visibilitychange", this.fresh);
    clearInterval(this.ticking);
    this.close();
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot() as ShadowRoot;
    root.adoptedStyleSheets = [ownTokens(), ...root.adoptedStyleSheets];
    return root;
  }

  /** A page may set the user at any time, and again after a refusal. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (NAMING.some((name) => changed.has(name))) this.open();
  }

  private close(): void {
    this.store?.close();
    this.client?.close();
    this.store = undefined;
    this.client = undefined;
  }

  private open(): void {
    this.close();
    this.refused = undefined;
    if (!this.token && !this.getToken) return;
    const url = this.server || scriptOrigin;
    const client = new RoomtoneClient({
      url,
      ...(this.getToken ? { getToken: this.getToken } : { token: this.token }),
    });
    const store = new HistoryStore(client, () => this.changed(store, url), { kept: false });
    client.connection.addEventListener("state", () => {
      if (this.client === client && client.connection.closedBecause === "unauthorized")
        this.refused = "token";
    });
    if (this.book) store.filter = { q: "", book: { id: this.book, title: "" } };
    this.client = client;
    this.store = store;
    void store.open();
  }

  private changed(store: HistoryStore, url: string): void {
    if (this.store !== store) return;
    this.requestUpdate();
    const { error } = store;
    if (error === undefined || store.loaded) return;
    if (error instanceof RoomtoneError && error.advice === "sign_in") this.refused = "token";
    else
      void isOriginRefused(url).then((refused) => {
        if (refused && this.store === store && !store.loaded) this.refused = "origin";
      });
  }

  /** I16: fresh on every focus. */
  private readonly fresh = (): void => {
    if (document.visibilityState === "visible" && this.store?.loaded) void this.store.reload();
  };

  private async more(store: HistoryStore): Promise<void> {
    this.busy = true;
    await store.more().catch(() => undefined); // the key stays, to try again
    this.busy = false;
  }

  private list(store: HistoryStore): TemplateResult {
    if (store.entries.length === 0) return this.line(t(HISTORY.empty));
    const twice = overlapping(store.entries);
    return html`${repeat(
      byDay(store.entries),
      (day) => day.day,
      (day) => html`<section class="day"><h3 class="day-head" part="day">${dayName(day.day)}</h3>
        <ul>${repeat(
          day.entries,
          (entry) => entry.id,
          (entry) =>
            html`<li class="entry" part="entry" data-id=${entry.id}>${entryWords(withOpenPicture(entry), {
              playingFor: store.playingFor(entry),
              twice: twice.has(entry.id),
            })}</li>`,
        )}</ul></section>`,
    )}
    ${
      store.cursor
        ? html`<p class="more"><button type="button" part="more" aria-busy=${this.busy ? "true" : nothing}
          @click=${() => this.busy || void this.more(store)}>${t(HISTORY.showMore)}</button></p>`
        : nothing
    }`;
  }

  private line(sentence: string): TemplateResult {
    return html`<p class="line" role="status">${sentence}</p>`;
  }

  override render() {
    const { store, refused } = this;
    if (refused === "origin") return this.line(t(FOREIGN.notAllowed, { origin: location.origin }));
    if (!store || refused) return this.line(t(FOREIGN.signIn));
    if (store.loaded) return this.list(store);
    return this.line(t(store.error === undefined ? HISTORY.loading : HISTORY.failed));
  }
}
