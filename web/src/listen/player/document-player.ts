import type { Player } from "./player";

let here: Player | undefined;

/** The player of this document, once a page has made one: pages that only show it do not load it. */
export function playerHere(): Player | undefined {
  return here;
}

export function keepPlayer(player: Player): Player {
  here = player;
  return player;
}
