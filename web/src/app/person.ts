import { withoutDirections } from "../i18n/bidi";

/** A person's categorical colour, 1 to 8, from a hash of the user id: the same everywhere and always. */
export function personColour(userId: string): number {
  let hash = 0;
  for (const sign of userId) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
  return (hash % 8) + 1;
}

/** The letter in a person's circle. A guest's is from the second word: the first is the same for all guests. */
export function initial(name: string): string {
  const words = withoutDirections(name).trim().split(/\s+/);
  const word = isGuestWord(words[0]) && words[1] ? words[1] : (words[0] ?? "");
  return ([...word][0] ?? "?").toUpperCase();
}

/** Is this the word that the names of all guests begin with? */
export function isGuestWord(word: string | undefined): boolean {
  return word === "Guest" || word === "Гость";
}
