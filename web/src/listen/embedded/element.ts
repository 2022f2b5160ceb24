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
import { Pictures } from "./pictures";
import { style } from "./style";

const TICK_MS = 1000;
/** What says whose history of which book it is. */
const NAMING = ["server", "token", "getToken", "book"] as const;

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
  private pictures: Pictures | undefined;
  private ticking: ReturnType<typeof setInterval> | undefined;
  /** The rows that are seen, or nearly: pictures are fetched for these. */
  private readonly seen = new Set<Element>();
  private readonly watching = new IntersectionObserver((rows) => this.watched(rows), { rootMargin: "200px" });

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
    this.watching.disconnect();
    this.seen.clear();
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
    this.pictures?.close();
    this.pictures = undefined;
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
    this.pictures = new Pictures(client, () => this.requestUpdate());
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
    if (document.visibilityState !== "visible" || !this.store?.loaded) return;
    this.pictures?.retry();
    void this.store.reload();
  };

  /** Rows stay the same elements while they are shown; those that went are seen no more. */
  protected override updated(): void {
    for (const row of this.renderRoot.querySelectorAll(".entry")) this.watching.observe(row);
    for (const row of this.seen) if (!row.isConnected) this.seen.delete(row);
    this.fetchPictures();
  }

  private watched(rows: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of rows)
      if (isIntersecting) this.seen.add(target);
      else this.seen.delete(target);
    this.fetchPictures();
  }

  private fetchPictures(): void {
    const ids = new Set([...this.seen].map((row) => (row as HTMLElement).dataset.id));
    for (const entry of this.store?.entries ?? [])
      if (ids.has(entry.id)) this.pictures?.want(entry.artwork_url);
  }

  private withPicture(entry: Entry): Entry {
    return { ...entry, artwork_url: this.pictures?.shown(entry.artwork_url) ?? null };
  }

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
            html`<li class="entry" part="entry" data-id=${entry.id}>${entryWords(this.withPicture(entry), {
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
