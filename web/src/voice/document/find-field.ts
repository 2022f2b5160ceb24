import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../i18n";
import { icon } from "../../ui/icons";
import { iconKey } from "../../ui/key";
import { Find, ticksOf } from "./find";
import { FIND } from "./find-words";
import type { Found } from "./found";
import type { Player } from "./player";
import { WIDTH } from "./player-card";
import { momentIn, type Passage, type Source } from "./sources";
import { DOCUMENT } from "./words";

/** The field that finds in the text: Enter goes on, Shift+Enter back, Escape empties it and then leaves it. */
@customElement("rt-voice-find")
export class FindField extends LitElement {
  @property({ attribute: false }) passages: readonly Passage[] = [];
  @property({ attribute: false }) sources: readonly Source[] = [];
  @property({ attribute: false }) player!: Player;
  @property({ attribute: false }) tell!: (found: Found) => void;
  @property() sessionId = "";
  private readonly find = new Find((found) => {
    this.requestUpdate();
    const { hits, at } = found;
    const { length } = this.player;
    const ticks = ticksOf(hits, length, WIDTH);
    this.tell({ ...found, ticks, tick: ticksOf(hits.slice(Math.max(at, 0), at + 1), length, WIDTH) });
  });

  override createRenderRoot() {
    return this;
  }

  /** Looks for what the list of sessions found, once. */
  protected override firstUpdated(): void {
    const words = new URLSearchParams(location.search).get("q");
    if (words) void this.find.searched(words, this.sessionId, momentIn(location.hash, this.sources) ?? 0);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("passages")) this.find.read(this.passages);
  }

  private onKey(event: KeyboardEvent): void {
    const { find } = this;
    if (event.isComposing) return;
    if (event.key === "Enter") find.step(event.shiftKey ? -1 : 1);
    else if (event.key !== "Escape") return;
    else if (find.found.words) find.look("", 0);
    else (event.target as HTMLElement).blur();
    event.preventDefault();
  }

  override render() {
    const { find } = this;
    const { words, hits, at } = find.found;
    const status = !words.trim()
      ? ""
      : hits.length > 0
        ? t(FIND.of, { n: at + 1, count: hits.length })
        : t(FIND.nothing);
    return html`<div class="said-find" role="search" aria-label=${t(DOCUMENT.find)}>${icon("search")}
      <input id="voice-find" type="search" maxlength="200" autocomplete="off" spellcheck="false" aria-label=${t(DOCUMENT.find)}
        placeholder=${t(DOCUMENT.find)} aria-keyshortcuts="/" .value=${words} @keydown=${this.onKey}
        @input=${(event: InputEvent) => find.look((event.target as HTMLInputElement).value, this.player.at)} />
      <span class="said-count num" role="status">${status}</span>
      ${
        words.trim()
          ? html`${iconKey({ label: t(FIND.before), icon: "down", shortcut: "Shift+Enter", class: "said-up", press: () => find.step(-1) })}
            ${iconKey({ label: t(FIND.next), icon: "down", shortcut: "Enter", press: () => find.step(1) })}`
          : html`<kbd aria-hidden="true">/</kbd>`
      }</div>`;
  }
}
