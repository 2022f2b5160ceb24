/** What a new session begins with: a groove that plays, another one, or nothing. It goes with the first change. */

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import type { Change } from "../document/document";
import { EMPTY } from "../document/model";
import type { JamView } from "../view";
import { WORDS } from "../words";
import { GROOVE } from "./groove-words";
import { type Groove, grooveBy, grooveTracks } from "./grooves";

export class GrooveCard {
  readonly #view: JamView;
  readonly #redraw: () => void;
  #groove: Groove;
  #isGone = false;
  #isOwn = false;

  constructor(view: JamView, groove: Groove, redraw: () => void) {
    const { session } = view;
    this.#view = view;
    this.#redraw = redraw;
    this.#groove = groove;
    const begin = () => {
      if (session.status !== "ready") return;
      session.removeEventListener("status", begin);
      void view.player.begin();
    };
    session.addEventListener("status", begin);
    begin();
    session.addEventListener("change", (event) => {
      const { paths, by } = (event as CustomEvent<Change>).detail;
      const isConfirmation = by === null && session.editor.waiting === 0;
      if (!this.#isOwn && !isConfirmation && paths.length > 0 && paths[0] !== "*") this.#leave();
    });
  }

  render(): TemplateResult {
    const name = t(this.#groove.name);
    const { player } = this.#view;
    return html`<section class="groove-card ${this.#isGone ? "gone" : ""}" ?inert=${this.#isGone} aria-labelledby="groove-said">
      <div><p id="groove-said" class="groove-said" role="status">${t(player.isWaiting ? GROOVE.grooveWaits : GROOVE.groove, { name })}</p>
        <p class="groove-text">${t(GROOVE.grooveText)}</p></div>
      <div class="groove-keys">
        ${key({ label: t(GROOVE.another), press: () => this.#another() })}
        ${key({ label: t(GROOVE.startEmpty), press: () => this.#empty() })}
        <button type="button" class="icon-key" aria-label=${t(WORDS.dismiss)} @click=${() => this.#leave()}>${icon("close")}</button>
      </div>
    </section>`;
  }

  #another(): void {
    const groove = grooveBy(Math.random(), this.#groove);
    this.#change(() => this.#view.replace(grooveTracks(groove), groove));
    this.#groove = groove;
    this.#redraw();
  }

  #empty(): void {
    this.#change(() => this.#view.replace([], EMPTY));
    this.#leave();
  }

  #change(act: () => void): void {
    this.#isOwn = true;
    act();
    this.#isOwn = false;
  }

  /** Its place stays: nothing moves below a hand that makes the first change. */
  #leave(): void {
    this.#isGone = true;
    this.#redraw();
  }
}
