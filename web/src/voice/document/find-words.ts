import type { Phrase } from "../../i18n";

export const FIND = {
  of: { en: "{n} of {count}", ru: "{n} из {count}" },
  nothing: { en: "Not in the text", ru: "В тексте нет" },
  next: { en: "Next place", ru: "Следующее место" },
  before: { en: "Place before", ru: "Предыдущее место" },
} satisfies Record<string, Phrase>;
