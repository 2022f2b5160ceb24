/** A person's actions on the page, as edits of the jam: selection, steps, locks, tracks. */

import { newId } from "../sdk/new-id";
import type { Player } from "./audio/player";
import {
  COLORS,
  type Edit,
  HEADROOM,
  isHeard,
  type Lock,
  nextColor,
  type Track,
  tracksInOrder,
  trackValue,
} from "./document/model";
import { placeBetween } from "./document/order";
import { Hand } from "./grid/hand";
import { Outage } from "./outage";
import type { JamSession } from "./session";

export const PAGE = 16;

export interface Selection {
  readonly track: string;
  readonly step: number;
}

export class JamView extends EventTarget {
  readonly session: JamSession;
  readonly player: Player;
  readonly outage: Outage;
  readonly hand: Hand;
  #selection: Selection | null = null;
  #page = 0;

  constructor(session: JamSession, player: Player) {
    super();
    this.session = session;
    this.player = player;
    this.outage = new Outage(session, () => this.#changed());
    this.hand = new Hand(this, () => this.#changed());
  }

  get tracks(): readonly Track[] {
    return tracksInOrder(this.session.state);
  }

  get selection(): Selection | null {
    const { state } = this.session;
    return this.#selection && state.tracks.has(this.#selection.track) ? this.#selection : null;
  }

  /** The selected track, or the first. */
  get track(): Track | undefined {
    const { selection, tracks } = this;
    return (selection && this.session.state.tracks.get(selection.track)) || tracks[0];
  }

  /** The sixteen steps that are shown. */
  get page(): number {
    return Math.min(this.#page, this.pages - 1);
  }

  get pages(): number {
    return Math.max(1, ...this.tracks.map((track) => Math.ceil(track.stepCount / PAGE)));
  }

  get isFull(): boolean {
    return this.tracks.length >= this.session.limits.tracks;
  }

  turn(to: number): void {
    this.#page = Math.max(0, Math.min(to, this.pages - 1));
    this.#changed();
  }

  select(track: string, step: number): void {
    this.#selection = { track, step };
    this.#page = Math.floor(step / PAGE);
    this.session.people.at({ track, step });
    this.#changed();
  }

  /** Asks the page to put the focus on the selected step. */
  showSelected(): void {
    this.dispatchEvent(new Event("focus"));
  }

  /** Moves the selection; up and down go over tracks, left and right over steps and pages. */
  move(tracks: number, steps: number): void {
    const all = this.tracks;
    const at = Math.max(
      0,
      all.findIndex((track) => track.id === this.track?.id),
    );
    const track = all[Math.max(0, Math.min(all.length - 1, at + tracks))];
    if (!track) return;
    const step = (this.selection?.step ?? -steps) + steps;
    this.select(track.id, Math.max(0, Math.min(track.stepCount - 1, step)));
  }

  // --- steps and locks -----------------------------------------------------------------------------------------------

  setStep(track: string, step: number, on: boolean): void {
    if (this.session.state.tracks.get(track)?.steps[step] === on) return;
    this.session.edit({ [`tracks/${track}/steps/${step}`]: on });
  }

  toggle(track: string, step: number): boolean {
    const on = !this.session.state.tracks.get(track)?.steps[step];
    this.setStep(track, step, on);
    return on;
  }

  lockOf(at: Selection): Lock {
    return this.session.state.tracks.get(at.track)?.parameterLocks[at.step] ?? {};
  }

  setLock(at: Selection, change: Lock): void {
    const lock = { ...this.lockOf(at), ...change };
    // Values that equal the track's are left out of a lock.
    const kept = {
      ...(lock.pitch ? { pitch: lock.pitch } : {}),
      ...(lock.volume !== undefined && lock.volume !== 1 ? { volume: lock.volume } : {}),
    };
    const path = `tracks/${at.track}/parameterLocks/${at.step}`;
    this.session.edit({ [path]: Object.keys(kept).length > 0 ? kept : null }, path);
  }

  clearLock(at: Selection): void {
    this.session.edit({ [`tracks/${at.track}/parameterLocks/${at.step}`]: null });
  }

  // --- tracks --------------------------------------------------------------------------------------------------------

  set(track: string, field: keyof Track, value: unknown, control = false): void {
    const path = `tracks/${track}/${field}`;
    this.session.edit({ [path]: value }, control ? path : null);
  }

  /** Adds a track below the others. Answers it, or null when there are 16. */
  add(name: string, sampleId: string): string | null {
    return this.#insert({ name: name.slice(0, 32), sampleId, volume: HEADROOM }, this.tracks.at(-1));
  }

  copy(track: Track, name: string): string | null {
    const { order: _order, color: _color, ...rest } = trackValue(track);
    return this.#insert({ ...rest, name: name.slice(0, 32) }, track);
  }

  #insert(fields: Record<string, unknown>, after: Track | undefined): string | null {
    if (this.isFull || this.session.isReadOnly) return null;
    const all = this.tracks;
    const next = after ? all[all.indexOf(after) + 1] : undefined;
    const id = newId().slice(0, 8);
    const order = placeBetween(after?.order ?? "", next && next.order !== after?.order ? next.order : null);
    this.session.edit({ [`tracks/${id}`]: { ...fields, order, color: nextColor(this.session.state) } });
    this.select(id, 0);
    return id;
  }

  /** Removes a track. Answers the id of the edit, for undo. */
  remove(track: Track): string | null {
    const all = this.tracks;
    const at = all.findIndex((one) => one.id === track.id);
    const edit = this.session.edit({ [`tracks/${track.id}`]: null });
    const neighbour = all[at + 1] ?? all[at - 1];
    if (neighbour && this.#selection?.track === track.id)
      this.select(neighbour.id, this.#selection.step % PAGE);
    return edit;
  }

  /** Clears a track's steps. Answers the id of the edit, for undo; null when there was nothing. */
  clear(track: Track): string | null {
    const edit: Record<string, unknown> = {};
    track.steps.forEach((on, step) => {
      if (on) edit[`tracks/${track.id}/steps/${step}`] = null;
    });
    track.parameterLocks.forEach((lock, step) => {
      if (lock) edit[`tracks/${track.id}/parameterLocks/${step}`] = null;
    });
    return Object.keys(edit).length > 0 ? this.session.edit(edit as Edit) : null;
  }

  /** Moves a track to the position of another one. */
  place(track: Track, index: number): void {
    const rest = this.tracks.filter((other) => other.id !== track.id);
    const low = rest[index - 1]?.order ?? "";
    const high = rest[index]?.order ?? null;
    const order = placeBetween(low, high !== null && high > low ? high : null);
    if (this.tracks.indexOf(track) !== index) this.set(track.id, "order", order);
  }

  /** Puts other tracks in the place of all, as one edit that undo takes back. */
  replace(
    tracks: readonly Record<string, unknown>[],
    { tempo, swing }: { tempo: number; swing: number },
  ): void {
    const edit: Record<string, unknown> = { tempo, swing };
    for (const { id } of this.tracks) edit[`tracks/${id}`] = null;
    let order = "";
    tracks.forEach(({ id, ...fields }, color) => {
      order = placeBetween(order, null);
      edit[`tracks/${id}`] = { ...fields, order, color: color % COLORS };
    });
    this.session.edit(edit);
    this.#selection = null;
    this.turn(0);
  }

  isHeard(track: Track): boolean {
    return isHeard(this.session.state, track) && !this.player.silenced.has(track.id);
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
