import { type Phrase, t } from "../i18n";
import type { Kind } from "./seam";

/** Every product's answers, in the order of the header. */
export const kinds: readonly Kind[] = Object.values(
  import.meta.glob<Kind>("../*/kind.ts", { eager: true, import: "KIND" }),
).sort((a, b) => a.order - b.order);

export function kindOf(kind: string): Kind | undefined {
  return kinds.find((one) => one.kind === kind);
}

/** What admins call a session of this kind. */
export function kindWord(kind: string): string {
  const found = kindOf(kind);
  const word: Phrase = found?.name ?? found?.title ?? { en: kind };
  return t(word);
}
