/** Characters that change the direction of the text around them: a name could read as another one. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text for files and initials, without these characters. */
export function withoutDirections(text: string): string {
  return text.replace(DIRECTIONS, "");
}

/** What people typed, for a page: these characters are marks that are seen and turn nothing (S21). Other values stay. */
export function visible(value: string): string;
export function visible<T>(value: T): T | string;
export function visible(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replace(
    DIRECTIONS,
    (sign) => `[U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}
