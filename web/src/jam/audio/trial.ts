import type { JamState } from "../document/model";

/** Another sound for a track, which one listener tries out in the running music. */
export class Trial {
  #trackId = "";
  #sampleId: string | null = null;

  /** null ends it. */
  set(trackId: string, sampleId: string | null): void {
    this.#trackId = trackId;
    this.#sampleId = sampleId;
  }

  /** The state with that sound. */
  in(state: JamState): JamState {
    const track = state.tracks.get(this.#trackId);
    if (!track || this.#sampleId === null) return state;
    return { ...state, tracks: new Map(state.tracks).set(track.id, { ...track, sampleId: this.#sampleId }) };
  }
}
