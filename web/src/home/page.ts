import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../app/client";
import { setPageTitle } from "../app/page-title";
import { navigate, pageOf } from "../app/router";
import { openShortcutSheet } from "../app/shortcut-sheet";
import { Shortcuts } from "../app/shortcuts";
import { t } from "../i18n";
import { kinds } from "../kinds/kinds";
import type { Kind } from "../kinds/seam";
import { icon } from "../ui/icons";
import { key } from "../ui/key";
import "../app/header";
import "./home.css";
import "./join.css";
import { begin, refusal } from "./begin";
import { homeFeed } from "./feed";
import { oldHosts, oldPath, sessionPath } from "./link";
import { followHome } from "./notices";
import { loadRecent, type Recent, recentRow } from "./recent";
import "./rooms";
import { mayHaveRows } from "./cache";
import { WORDS } from "./words";

type Starting = Kind & Required<Pick<Kind, "start">>;

const starting = kinds.filter((one): one is Starting => one.start !== undefined);

/** The landing page: everything that can be done here, one click away. */
@customElement("rt-home-page")
export class HomePage extends LitElement {
  @state() private recent: readonly Recent[] = [];
  @state() private badLink = false;
  /** Whether the user has rows: the landing page is for a first visit. */
  @state() private isUsed = false;
  /** By kind; they come after the text. */
  @state() private miniatures: ReadonlyMap<string, () => TemplateResult> = new Map();
  private loading: Promise<void> | undefined;

  constructor() {
    super();
    new Shortcuts(this, () => [
      ...starting.map(({ start }, index) => ({
        key: String(index + 1),
        label: t(start.action),
        run: () => begin(start),
      })),
      {
        key: "L",
        label: t(WORDS.paste),
        run: () => this.querySelector<HTMLElement>("#session-link")?.focus(),
      },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle();
    client.connection.addEventListener("state", this.redraw);
    const begin = () => {
      client.connection.open(); // without a server it keeps trying, and the badge shows that
      followHome(); // not before: a first visitor has no user yet
    };
    void client.ensureUser().then(begin, begin);
    homeFeed.addEventListener("rows", this.rowsChanged);
    if (mayHaveRows()) followHome();
    this.rowsChanged();
  }

  override willUpdate(): void {
    if (!this.isUsed) this.loading ??= this.loadMiniatures();
  }

  private async loadMiniatures(): Promise<void> {
    const loaded = starting.map(async ({ kind, start }) => [kind, await start.miniature()] as const);
    this.miniatures = new Map(await Promise.all(loaded).catch(() => [])); // the page says everything without them
  }

  /** What the user types a link into stays where it is. */
  private readonly rowsChanged = (): void => {
    const field = this.querySelector<HTMLInputElement>("#session-link");
    this.recent = loadRecent();
    const isTyping = field !== null && (field === document.activeElement || field.value !== "");
    if (this.isUsed || !isTyping) this.isUsed = homeFeed.rows.size > 0;
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    client.connection.removeEventListener("state", this.redraw);
    homeFeed.removeEventListener("rows", this.rowsChanged);
  }

  private readonly redraw = (): void => this.requestUpdate();

  private readonly join = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const input = this.querySelector<HTMLInputElement>("#session-link");
    const pasted = input?.value ?? "";
    const path = sessionPath(pasted, location.origin, pageOf) ?? oldPath(pasted, await oldHosts());
    this.badLink = path === undefined;
    if (path) navigate(path);
    else input?.focus();
  };

  private linkField(): TemplateResult {
    const isOffline = client.connection.state === "offline";
    return html`<form class="join" @submit=${this.join}>
      <div class="join-box ${this.badLink ? "join-wrong" : ""}">
        <label class="visually-hidden" for="session-link">${t(WORDS.paste)}</label>
        <input id="session-link" type="text" inputmode="url" autocomplete="off" spellcheck="false"
          placeholder=${t(WORDS.paste)} aria-invalid=${this.badLink ? "true" : nothing}
          aria-describedby=${this.badLink ? "session-link-error" : nothing}
          @input=${() => {
            this.badLink = false;
          }} />
        ${key({ label: t(WORDS.join), submit: true, press: () => {} })}
      </div>
      <p id="session-link-error" class="join-error ${isOffline && !this.badLink ? "join-note" : ""}" role="alert">${this.badLink ? t(WORDS.badLink) : isOffline ? t(WORDS.needsNetwork) : nothing}</p>
    </form>`;
  }

  private face({ kind, title, icon: sign, start }: Starting): TemplateResult {
    const options = { kind: "primary", press: () => begin(start), reason: refusal(start) } as const;
    return html`<section class="face panel" aria-labelledby="face-${kind}">
      <h2 id="face-${kind}">${icon(sign, 20)}${t(title)}</h2>
      <p class="face-text">${t(start.text)}</p>
      <p class="face-line">${t(start.line)}</p>
      <div class="face-key face-key-desk">${key({ ...options, label: t(start.action) })}</div>
      <div class="face-key face-key-phone">${key({ ...options, label: t(start.shortAction) })}</div>
      <div class="face-miniature">${this.miniatures.get(kind)?.() ?? nothing}</div>
    </section>`;
  }

  private content(): TemplateResult {
    if (this.isUsed)
      return html`<main id="content" tabindex="-1" class="page home-used"><rt-rooms .field=${this.linkField()}></rt-rooms></main>`;
    return html`<main id="content" tabindex="-1" class="page home">
      <div class="hero">
        <h1>${t(WORDS.title)}</h1>
        <p class="hero-text"><span>${t(WORDS.line1)}</span> <span>${t(WORDS.line2)}</span></p>
      </div>
      <div class="faces faces-${starting.length}">${starting.map((one) => this.face(one))}</div>
      ${this.linkField()}
      <div class="home-foot">
        ${recentRow(this.recent)}
        <button type="button" class="home-shortcuts" @click=${openShortcutSheet}><kbd>?</kbd>${t(WORDS.shortcuts)}</button>
      </div>
    </main>`;
  }

  /** One header for both contents: its menu stays open when the first row comes or the last one goes. */
  override render() {
    return html`<rt-header home></rt-header>${this.content()}`;
  }
}
