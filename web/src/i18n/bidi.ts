/** Characters that change the direction of the text after them: in a name they would affect our own text too. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text for places that cannot be isolated by `<bdi>`: labels, toasts, titles, files. */
export function withoutDirections(text: string): string {
  return text.replace(DIRECTIONS, "");
}
