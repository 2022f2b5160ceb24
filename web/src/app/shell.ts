import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { mayHaveRows } from "../home/cache";
import { language, t } from "../i18n";
import { later } from "../ui/later";
import { errorState, loading } from "../ui/states";
import { closeToast, showToast } from "../ui/toast";
import { oneTypeface } from "../ui/typeface";
import { prepareAnnouncements } from "./announce";
import { client } from "./client";
import { pages } from "./pages";
import { place, returnToPlace } from "./place";
import { listenForLinks, pageOf, router, usePages } from "./router";
import { canonical, type Match, type Route } from "./routes";
import { settings } from "./settings";
import { listenForShortcuts } from "./shortcuts";
import { hasStopped, type Sounding, soundingNow } from "./sounding";
import { applyTheme } from "./theme";

const WORDS = {
  skip: { en: "Skip to content", ru: "К содержанию" },
  noPage: { en: "This page could not be loaded.", ru: "Страница не загрузилась." },
  offline: {
    en: "You are offline. This page opens when you are back.",
    ru: "Нет сети. Страница откроется, когда сеть появится.",
  },
  wasSignedOut: {
    en: "You were signed out here from another device. You are {name} now.",
    ru: "На другом устройстве выбрали выход и здесь. Теперь вы {name}.",
  },
  home: { en: "Go Home", ru: "На главную" },
};

const shortcutSheet = () => import("./shortcut-sheet");

const notFound: Route = { path: "", tag: "rt-not-found-page", load: () => import("../notfound/page") };

/** The shell: finds the page of the address, loads its chunk, and moves the focus when the page changes. */
@customElement("rt-app")
export class App extends LitElement {
  @state() private page: HTMLElement | undefined;
  @state() private failed = false;
  private visit = 0;
  private shownPath = "";
  private userId = "";
  /** What sounded where the user comes from. */
  private sounded: Sounding | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    prepareAnnouncements();
    usePages(pages);
    listenForLinks();
    listenForShortcuts(() => void shortcutSheet().then(({ openShortcutSheet }) => openShortcutSheet()));
    later(shortcutSheet);
    router.addEventListener("change", () => void this.open());
    settings.addEventListener("change", (event) => {
      const name = (event as CustomEvent<string>).detail;
      if (name === "theme") applyTheme();
      if (name === "language") void this.open(true);
    });
    client.addEventListener("user", this.onUser);
    void this.open();
  }

  /** Says when this browser has become somebody else while it was open: another device has signed it out. */
  private readonly onUser = (): void => {
    const { user } = client;
    if (!user) return;
    if (this.userId && this.userId !== user.id && user.guest)
      showToast({ text: t(WORDS.wasSignedOut, { name: user.name }) });
    this.userId = user.id;
  };

  /** Shows the page of the address; with `anew` it draws the page again even if the path is the same. */
  private async open(anew = false): Promise<void> {
    document.documentElement.lang = language();
    const pathname = pageOf(location.pathname) ? canonical(location.pathname) : location.pathname;
    if (pathname !== location.pathname)
      history.replaceState(history.state, "", pathname + location.search + location.hash);
    const visit = ++this.visit; // a page that is still loading is not wanted any more
    if (pathname === this.shownPath && !anew) return;
    this.sounded ??= soundingNow();
    if (pathname !== this.shownPath) closeToast(); // the message was about the previous page
    const found: Match = pageOf(pathname) ?? { route: notFound, params: {} };
    try {
      await Promise.all([found.route.load(), oneTypeface()]);
    } catch {
      if (visit === this.visit) await this.fail(pathname);
      return;
    }
    if (visit !== this.visit) return;
    const first = this.shownPath === "";
    this.failed = false;
    this.shownPath = pathname;
    later(async () => (await import("./device")).installable(found.route, pathname));
    this.page = Object.assign(document.createElement(found.route.tag), found.params);
    if (mayHaveRows()) void import("../home/notices").then(({ followHome }) => followHome());
    await this.updateComplete;
    const { sounded } = this;
    this.sounded = undefined;
    if (sounded || hasStopped()) void import("./stopped").then(({ sayStopped }) => sayStopped(sounded));
    if (!first || place().scroll) returnToPlace(this.querySelector("main"));
  }

  /** A part of the page did not come. The header stays, and with it every way on. */
  private async fail(pathname: string): Promise<void> {
    addEventListener("online", this.onOnline, { once: true });
    this.shownPath = pathname; // so that Back leads to the page before
    this.page = undefined;
    this.failed = true;
    await this.updateComplete;
    this.querySelector("main")?.focus();
  }

  /** The browser does not ask for a part again that it has failed to load: the whole page is. */
  private readonly onOnline = (): void => {
    if (this.failed) location.reload();
  };

  private failure() {
    const sentence = t(navigator.onLine ? WORDS.noPage : WORDS.offline);
    return html`<rt-header></rt-header><main id="content" tabindex="-1" class="page">
      <h1 class="visually-hidden">${sentence}</h1>
      ${errorState(sentence, () => location.reload())}
      <p class="failure-home"><a class="key" href="/">${t(WORDS.home)}</a></p></main>`;
  }

  private skip(event: Event): void {
    event.preventDefault();
    this.querySelector<HTMLElement>("main")?.focus();
  }

  override render() {
    return html`<a class="skip-link" href="#content" @click=${this.skip}>${t(WORDS.skip)}</a>
      ${this.failed ? this.failure() : (this.page ?? loading(html`${nothing}`))}`;
  }
}
