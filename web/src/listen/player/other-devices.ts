import { isOwnPlayer } from "./device";
import type { Player } from "./player";

/** A place that is nearer than this is the same place. */
const NEAR_MS = 10_000;

/** Where another device, or another tab, left the book that is open here. */
export interface Elsewhere {
  /** Empty for a device without a name, undefined for another tab of this one. */
  readonly device: string | undefined;
  readonly positionMs: number;
  readonly at: number;
  readonly isPlaying: boolean;
  /** What *Play* here would overwrite. */
  readonly isFurther: boolean;
}

/**
 * Where else the open book was left, unless that is answered: once about each place, and only while nothing plays here.
 * A place that is further is told however old it is (LI5): the clock says who wrote last, not who has heard more.
 */
export function elsewhereOf(player: Player): Elsewhere | undefined {
  const { book, positionMs } = player;
  if (!book || player.isPlaying) return undefined;
  const { library, places } = player.case;
  const own = places.of(book.id);
  const isFurther = (ms: number) => ms > positionMs + NEAR_MS;
  if (own && own.at > player.leftAt && isFurther(own.positionMs))
    return { ...own, device: undefined, isPlaying: false, isFurther: true };
  const place = library.books.get(book.id)?.place;
  if (!place || isOwnPlayer(place.player_id) || place.at <= (own?.answered ?? 0)) return undefined;
  const found = {
    device: place.device,
    positionMs: place.position_ms,
    at: place.at,
    isPlaying: library.playingElsewhere(book.id) !== undefined,
    isFurther: isFurther(place.position_ms),
  };
  const isKnown = (own?.at ?? 0) >= place.at;
  const isNear = Math.abs(place.position_ms - positionMs) < NEAR_MS;
  return found.isPlaying || found.isFurther || !(isKnown || isNear) ? found : undefined;
}
