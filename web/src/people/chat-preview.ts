import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../i18n";
import { visible } from "../i18n/bidi";
import type { LinkName } from "../kinds/seam";
import { SHARING } from "./panel-words";

interface Shown {
  readonly title: string;
  readonly text: string;
  readonly picture: string;
}

/** The server gives the same answer to all chats for a second: what it says after a change is read again then. */
const AGAIN_MS = 1200;

/** What a chat shows of the link, read as a chat reads it: without who one is. */
@customElement("rt-chat-preview")
export class ChatPreview extends LitElement {
  @property() path = "";
  @property() link: LinkName = "view";
  @state() private shown: Shown | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  override createRenderRoot() {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("path") && !changed.has("link")) return;
    clearTimeout(this.timer);
    this.asked += 1;
    if (this.link === "nobody") {
      this.shown = { title: "", text: t(SHARING.nothingOfIt), picture: "/preview-room.png" };
      return;
    }
    void this.read();
    this.timer = setTimeout(() => void this.read(), AGAIN_MS);
  }

  private async read(): Promise<void> {
    this.asked += 1;
    const { asked } = this;
    try {
      const answer = await fetch(this.path, { credentials: "omit", cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (asked !== this.asked) return;
      const of = (name: string): string =>
        page.querySelector<HTMLMetaElement>(`meta[property="og:${name}"]`)?.content ?? "";
      // The picture's address is the public one, which may not be the one that this page was opened by.
      const { pathname, search } = new URL(of("image"), location.href);
      this.shown = { title: of("title"), text: of("description"), picture: pathname + search };
    } catch {
      // without a connection the last one stays
    }
  }

  override render() {
    const { shown } = this;
    return html`<figure class="share-preview">
      <div class="share-picture">${shown ? html`<img src=${shown.picture} alt="" width="1200" height="630" />` : nothing}</div>
      <figcaption>${shown?.title ? html`<b>${visible(shown.title)}</b>` : nothing}<span>${shown ? visible(shown.text) : nothing}</span></figcaption>
    </figure>`;
  }
}
