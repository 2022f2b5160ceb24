/** The mark on the step of a row that is playing: only one attribute moves, nothing is drawn again. */

import type { Track } from "../document/model";

export class Playhead {
  #now: HTMLElement | null = null;

  /** Moves to a position of the pattern, which the track repeats; null takes the mark away. */
  move(row: HTMLElement, track: Track, position: number | null): void {
    this.#now?.removeAttribute("data-now");
    this.#now =
      position === null
        ? null
        : row.querySelector<HTMLElement>(`[data-step="${position % track.stepCount}"]`);
    this.#now?.setAttribute("data-now", "");
  }
}
