/**
 * The instrument on wide screens: step numbers, one row for each track, painting by dragging, moving tracks by their
 * handles.
 */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../i18n";
import { key } from "../../ui/key";
import { jamIcon } from "../icons";
import type { Person } from "../people/people";
import { record, soundsKey } from "../recording/keys";
import { remixKey } from "../sharing/share";
import { handKeys } from "./hand";
import { addTrack } from "./track-menu";
import "./track-row";
import { togglePlay } from "../transport/transport-bar";
import { type JamView, PAGE } from "../view";
import { WORDS } from "../words";
import type { TrackRow } from "./track-row";

const NOBODY: readonly Person[] = [];

/** People by the track of their cursor; a row gets the same list object until something in it changes. */
export class PlacesByTrack {
  #last = new Map<string, readonly Person[]>();

  of(people: readonly Person[], ownId: string | undefined): ReadonlyMap<string, readonly Person[]> {
    const next = new Map<string, Person[]>();
    for (const person of people) {
      if (person.id === ownId || person.track === null) continue;
      next.set(person.track, [...(next.get(person.track) ?? []), person]);
    }
    const stable = [...next].map(([track, list]) => {
      const before = this.#last.get(track);
      const same =
        before?.length === list.length &&
        before.every((one, n) => one.step === list[n]?.step && one.id === list[n]?.id);
      return [track, same ? (before as readonly Person[]) : list] as const;
    });
    this.#last = new Map(stable);
    return this.#last;
  }
}

@customElement("rt-jam-grid")
export class JamGrid extends LitElement {
  @property({ attribute: false }) view!: JamView;
  /** Changes whenever something may look different. */
  @property({ type: Number }) version = 0;
  private readonly places = new PlacesByTrack();
  private paint: { on: boolean; track: string } | null = null;
  private dragged: string | null = null;
  private column: HTMLElement | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.view.player.addEventListener("step", this.follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view.player.removeEventListener("step", this.follow);
  }

  override updated(): void {
    this.follow();
  }

  private readonly follow = (): void => {
    const { step } = this.view.player;
    for (const row of this.querySelectorAll<TrackRow>("rt-jam-track")) row.playhead(step);
    this.column?.removeAttribute("data-now");
    this.column = undefined;
    if (step === null) return;
    const longest = this.view.pages * PAGE;
    const column = this.querySelector<HTMLElement>(`[data-column="${step % longest}"]`) ?? undefined;
    column?.setAttribute("data-now", "");
    this.column = column;
  };

  /** Puts the focus on the selected step. */
  async focusStep(): Promise<void> {
    await this.updateComplete;
    const rows = [...this.querySelectorAll<TrackRow>("rt-jam-track")];
    await Promise.all(rows.map((row) => row.updateComplete));
    this.querySelector<HTMLElement>('.jam-step[tabindex="0"]')?.focus({ preventScroll: false });
  }

  private cellAt(target: EventTarget | null): { track: string; step: number } | null {
    const cell = target instanceof Element ? target.closest<HTMLElement>("[data-step]") : null;
    const track = cell?.closest<HTMLElement>("[data-track]")?.dataset.track;
    return cell && track ? { track, step: Number(cell.dataset.step) } : null;
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const grip = event.target instanceof Element ? event.target.closest("[data-grip]") : null;
    if (grip) {
      this.dragged = grip.closest<HTMLElement>("[data-track]")?.dataset.track ?? null;
      return;
    }
    const cell = this.cellAt(event.target);
    if (!cell) return;
    this.view.select(cell.track, cell.step);
    if (this.view.session.isReadOnly) return;
    this.paint = { on: this.view.toggle(cell.track, cell.step), track: cell.track };
    if (event.target instanceof Element && event.target.hasPointerCapture(event.pointerId)) {
      event.target.releasePointerCapture(event.pointerId); // otherwise a finger keeps its target, and could not paint
    }
  }

  private over(event: PointerEvent): void {
    if (event.buttons === 0) return;
    if (this.dragged !== null) {
      this.dragOver(event);
      return;
    }
    const cell = this.paint ? this.cellAt(document.elementFromPoint(event.clientX, event.clientY)) : null;
    if (cell && this.paint) this.view.setStep(cell.track, cell.step, this.paint.on);
  }

  private dragOver(event: PointerEvent): void {
    const row = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-track]");
    const track = this.view.tracks.find((one) => one.id === this.dragged);
    const to = this.view.tracks.findIndex((one) => one.id === row?.dataset.track);
    if (track && to >= 0 && row?.dataset.track !== this.dragged) this.view.place(track, to);
  }

  private up(): void {
    this.paint = null;
    this.dragged = null;
  }

  private keys(event: KeyboardEvent): void {
    const cell = this.cellAt(event.target);
    if (!cell) {
      this.gripKeys(event);
      return;
    }
    const { view } = this;
    if (!view.selection) view.select(cell.track, cell.step); // reached by Tab: the arrows go on from here
    const at = view.selection ?? cell;
    const lock = view.lockOf(at);
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (way !== undefined && (event.shiftKey || event.altKey)) {
      if (event.shiftKey) view.setLock(at, { pitch: clamp((lock.pitch ?? 0) + way, -12, 12) });
      else
        view.setLock(at, { volume: clamp(Math.round(((lock.volume ?? 1) + way * 0.1) * 100) / 100, 0, 2) });
    } else if (event.key === "ArrowUp") view.move(-1, 0);
    else if (event.key === "ArrowDown") view.move(1, 0);
    else if (event.key === "ArrowLeft") view.move(0, -1);
    else if (event.key === "ArrowRight") view.move(0, 1);
    else if (event.key === "Enter") view.toggle(at.track, at.step);
    else if (event.key === " ") togglePlay(view);
    else if (event.key === "Delete" || event.key === "Backspace") view.clearLock(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
    void this.focusStep();
  }

  private gripKeys(event: KeyboardEvent): void {
    const grip = event.target instanceof Element ? event.target.closest("[data-grip]") : null;
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!grip || way === undefined) return;
    event.preventDefault();
    const id = grip.closest<HTMLElement>("[data-track]")?.dataset.track;
    const track = this.view.tracks.find((one) => one.id === id);
    if (!track) return;
    const to = this.view.tracks.indexOf(track) + way;
    if (to >= 0 && to < this.view.tracks.length) this.view.place(track, to);
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-track="${id}"] [data-grip]`)?.focus(),
    );
  }

  private head(): TemplateResult {
    const { page, pages } = this.view;
    const steps = Array.from({ length: PAGE }, (_, n) => page * PAGE + n);
    const turn = (name: "left" | "right", label: string, to: number) =>
      html`<button type="button" class="jam-turn" aria-label=${label} title=${label} ?disabled=${to < 0 || to >= pages}
        @click=${() => this.view.turn(to)}>${jamIcon(name, 16)}</button>`;
    return html`<div class="jam-head">
      <div class="jam-pager">${
        pages > 1
          ? html`${turn("left", t(WORDS.previousPage), page - 1)}
            <span class="jam-dots" aria-hidden="true">${Array.from({ length: pages }, (_, n) => html`<i class=${n === page ? "here" : ""}></i>`)}</span>
            <span class="visually-hidden" role="status">${t(WORDS.page, { from: page * PAGE + 1, to: (page + 1) * PAGE })}</span>
            ${turn("right", t(WORDS.nextPage), page + 1)}`
          : nothing
      }</div>
      <div class="jam-numbers" aria-hidden="true">${steps.map((step) => html`<span data-column=${step}>${step + 1}</span>`)}</div>
    </div>`;
  }

  override render() {
    const { view } = this;
    const { selection, tracks, page, session } = view;
    const places = this.places.of(session.people.others, session.client.user?.id);
    const stop = selection?.track ?? tracks[0]?.id;
    return html`<div class="jam-grid" role="group" aria-label=${t(WORDS.grid)} @pointerdown=${this.down} @pointermove=${this.over}
        @pointerup=${this.up} @pointercancel=${this.up} @keydown=${this.keys}>
        ${this.head()}
        ${repeat(
          tracks,
          (track) => track.id,
          (
            track,
          ) => html`<rt-jam-track .view=${view} .track=${track} .page=${page} .locked=${session.isReadOnly}
            .selected=${selection?.track === track.id ? selection.step : -1} .heard=${view.isHeard(track)}
            .stop=${track.id === stop} .people=${places.get(track.id) ?? NOBODY} .recordings=${view.player.recordings.items}></rt-jam-track>`,
        )}
      </div>
      <div class="jam-foot">
        ${
          session.isReadOnly
            ? remixKey(view)
            : html`${key({ label: t(WORDS.addTrackShort), icon: "plus", press: () => void addTrack(view), reason: view.isFull ? t(WORDS.full, { n: view.session.limits.tracks }) : undefined })}
                ${key({ label: t(WORDS.record), icon: "mic", press: () => void record(view, (id, label) => view.add(label, id)), reason: view.isFull ? t(WORDS.full, { n: view.session.limits.tracks }) : undefined })}`
        }
        ${soundsKey(view)}${handKeys(view)}
        <p class="jam-hints" ?hidden=${view.hand.isOn}><kbd>Space</kbd>${t(WORDS.hintPlay)}<kbd>← ↑ ↓ →</kbd>${t(WORDS.hintMove)}${session.isReadOnly ? "" : html`<kbd>Enter</kbd>${t(WORDS.hintToggle)}`}<kbd>?</kbd>${t(WORDS.hintAll)}</p>
      </div>`;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
