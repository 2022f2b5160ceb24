import { isOwnPlayer } from "./device";
import type { Player } from "./player";

/** A place on another device that is nearer than this is the same place. */
const NEAR_MS = 10_000;

/** Where another device left the book that is open here. */
export interface Elsewhere {
  readonly device: string;
  readonly positionMs: number;
  readonly at: number;
  readonly isPlaying: boolean;
}

/** Asks whether to go on where another device is: once about each place, and only while nothing plays here. */
export class OtherDevices {
  /** The time of the last place that was taken or declined. */
  #answered = 0;

  of(player: Player): Elsewhere | undefined {
    const { book } = player;
    if (!book || player.isPlaying) return undefined;
    const { library, places } = player.case;
    const place = library.books.get(book.id)?.place;
    if (!place || isOwnPlayer(place.player_id) || place.at <= this.#answered) return undefined;
    const isPlaying = library.playingElsewhere(book.id) !== undefined;
    const isKnown = (places.of(book.id)?.at ?? 0) >= place.at;
    const isNear = Math.abs(place.position_ms - player.positionMs) < NEAR_MS;
    if (!isPlaying && (isKnown || isNear)) return undefined;
    return { device: place.device, positionMs: place.position_ms, at: place.at, isPlaying };
  }

  answer(player: Player): void {
    const place = player.case.library.books.get(player.book?.id ?? "")?.place;
    this.#answered = Math.max(this.#answered, place?.at ?? 0);
  }
}
