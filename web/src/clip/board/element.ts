import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { language } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { RoomtoneClient } from "../../sdk";
import { ownTokens, scriptOrigin } from "../../ui/foreign";
import { shareable } from "../../ui/shareable";
import "../../ui/qr";
import type { Moment } from "../moments/moments";
import { TAGS } from "../moments/tags";
import { type ClipState, fromSnapshot, reduce } from "../state";
import { clockSeconds, hms } from "../timeline";
import { CLIP } from "../words";
import { type Card, cardsOf } from "./cards";
import { type BoardOptions, OPTION_NAMES, optionsOf } from "./options";
import { style } from "./style";
import { BOARD } from "./words";

const TICK_MS = 1000;
const LIVE = ["active", "paused"];

/**
 * `<roomtone-clip-board>`: the newest moments of a stream over its picture, live. Attributes: `server`, `session`, and
 * `token`, a key that may read that session; `count`, `hide-after`, `corner`, `size`, `language`, `notes`, `show-link`
 * as in `BoardOptions`. With `from-address` all but `server` come from the page's address, the key from behind its `#`.
 * Nothing is drawn when there is no connection, no such key (any more) or no running stream: no error is on a stream.
 */
@customElement("roomtone-clip-board")
export class RoomtoneClipBoard extends LitElement {
  static override styles = [style];

  @property() server = "";
  @property() session = "";
  @property() token = "";
  @property({ type: Boolean, attribute: "from-address" }) fromAddress = false;
  @property() count = "";
  @property({ attribute: "hide-after" }) hideAfter = "";
  @property() corner = "";
  @property() size = "";
  @property() language = "";
  @property({ type: Boolean }) notes = false;
  @property({ type: Boolean, attribute: "show-link" }) showLink = false;
  /** What is seen: `live`, `away` without a connection, `ended` for good, `waiting` before anything is known. */
  @property({ reflect: true }) status: "waiting" | "live" | "away" | "ended" = "waiting";
  @state() private known: ClipState | undefined;
  private client: RoomtoneClient | undefined;
  private ticking: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.fromAddress) this.readAddress();
    this.ticking = setInterval(() => this.known && this.requestUpdate(), TICK_MS);
    addEventListener("hashchange", this.readAgain);
    if (this.hasUpdated) this.open(); // moved to another place of the page
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticking);
    removeEventListener("hashchange", this.readAgain);
    this.close();
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot() as ShadowRoot;
    root.adoptedStyleSheets = [ownTokens(), ...root.adoptedStyleSheets];
    return root;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("server") || changed.has("session") || changed.has("token")) this.open();
  }

  private readonly readAgain = (): void => {
    if (this.fromAddress) this.readAddress();
  };

  /** The key stays in the address: OBS loads it again. */
  private readAddress(): void {
    const asked = new URLSearchParams(location.search);
    for (const name of OPTION_NAMES) {
      const value = asked.get(name);
      if (value === null) this.removeAttribute(name);
      else this.setAttribute(name, value);
    }
    this.session = asked.get("session") ?? "";
    this.token = location.hash.slice(1);
  }

  private close(): void {
    const { client } = this;
    this.client = undefined;
    client?.close();
    this.known = undefined;
    this.status = "waiting";
  }

  private open(): void {
    this.close();
    if (!this.session || !this.token) return;
    const client = new RoomtoneClient({ url: this.server || scriptOrigin, token: this.token });
    const isOurs = () => this.client === client;
    client.connection.addEventListener("state", () => {
      if (!isOurs()) return;
      if (client.connection.state === "closed") this.end();
      else if (this.status !== "waiting") this.status = client.connection.online ? "live" : "away";
    });
    this.client = client;
    client.subscribe<"clip">(this.session, {
      onSnapshot: (snapshot) => {
        if (!isOurs()) return;
        this.known = fromSnapshot(snapshot);
        this.status = "live";
      },
      onEvent: (event) => {
        if (isOurs() && this.known) this.known = reduce(this.known, event);
      },
      onGone: () => isOurs() && this.end(),
    });
  }

  /** Nothing comes any more: nothing of the stream is kept, either. */
  private end(): void {
    this.close();
    this.status = "ended";
  }

  private get options(): BoardOptions {
    return optionsOf((name) => this.getAttribute(name));
  }

  private word(phrase: { en: string; ru?: string }): string {
    const isRussian = (this.options.language || language()) === "ru";
    return (isRussian ? phrase.ru : undefined) ?? phrase.en;
  }

  private said(moment: Moment): TemplateResult | string {
    if (this.options.notes && moment.note) return visible(moment.note);
    const tag = TAGS.find((one) => one.tag === moment.tag);
    return tag ? html`<span class="emoji">${tag.emoji}</span> ${tag.word}` : this.word(BOARD.moment);
  }

  /** Whose note it is, else who tapped first. */
  private who(moment: Moment): string {
    const name = moment.note ? moment.noted.submitted_by : moment.names[0];
    return visible(name ?? CLIP.anonymous.en);
  }

  private card({ moment, age, isShown }: Card): TemplateResult {
    const look = isShown ? (age === 0 ? "" : age === 1 ? "age-1" : "old") : "over";
    const taps = moment.clips.length;
    const who = this.options.notes ? this.who(moment) : "";
    return html`<div class="card ${look}" part="card" aria-hidden=${isShown ? nothing : "true"}>
      <div class="head">${age === 0 ? html`<i class="dot"></i>` : nothing}<span class="time">${moment.offsetHms}</span><span class="who">${who}</span>${taps > 1 ? html`<span class="taps">×${taps}</span>` : nothing}</div>
      <p class="said" dir="auto">${this.said(moment)}</p>
    </div>`;
  }

  private foot({ session, segments }: ClipState, now: number): TemplateResult | typeof nothing {
    if (session.status === "paused")
      return html`<div class="card foot" part="foot"><i class="bars"></i>${CLIP.pausedMessage.en}</div>`;
    if (!this.options.showLink) return nothing;
    return html`<div class="card foot" part="foot"><rt-qr .text=${shareable(session.viewer_url, this.server || scriptOrigin)} .label=${this.word(BOARD.link)}></rt-qr><span class="time">${hms(clockSeconds(segments, now))}</span></div>`;
  }

  override render() {
    const { known, client } = this;
    if (!known || !client || !LIVE.includes(known.session.status)) return nothing;
    const now = client.connection.serverNow();
    return html`${repeat(
      cardsOf(known.clips, this.options, now),
      ({ moment }) => moment.id,
      (card) => this.card(card),
    )}${this.foot(known, now)}`;
  }
}
