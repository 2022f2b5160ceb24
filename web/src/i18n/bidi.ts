/** Characters that turn the direction of what follows: in somebody's name they would turn our words around as well. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text for places that cannot be isolated by `<bdi>`: labels, toasts, titles, files. */
export function withoutDirections(text: string): string {
  return text.replace(DIRECTIONS, "");
}
