import type { IconName } from "../ui/icons";
import type { Key } from "./recorder/machine";

/** The signs of the keys, on the page and on the button. */
export const KEY_ICONS: Readonly<Record<Key, IconName>> = {
  new: "plus",
  rec: "record",
  cut: "scissors",
  pause: "pause",
  done: "check",
};

/** The keyboard key that does the same. */
export const KEY_LETTERS: Readonly<Record<Key, string>> = {
  new: "N",
  rec: "R",
  cut: "X",
  pause: "P",
  done: "D",
};
