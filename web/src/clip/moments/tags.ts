import { html, type TemplateResult } from "lit";
import type { Tag } from "../session";

/** The quick tags; C26 fixes their texts. */
export const TAGS: readonly {
  readonly tag: Tag;
  readonly emoji: string;
  readonly word: string;
  readonly key: string;
}[] = [
  { tag: "epic", emoji: "🔥", word: "EPIC", key: "1" },
  { tag: "funny", emoji: "😂", word: "FUNNY", key: "2" },
  { tag: "rip", emoji: "💀", word: "RIP", key: "3" },
  { tag: "clutch", emoji: "😲", word: "CLUTCH", key: "4" },
  { tag: "win", emoji: "🏆", word: "WIN", key: "5" },
];

export function tagChip(tag: Tag): TemplateResult | undefined {
  const known = TAGS.find((one) => one.tag === tag);
  return known && html`<span class="tag"><span class="tag-emoji">${known.emoji}</span> ${known.word}</span>`;
}
