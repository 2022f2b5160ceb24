import { settings } from "../app/settings";
import { visible } from "./bidi";

export type Language = "en" | "ru";

/** A sentence in both languages. A text fixed by the rules has no `ru`: it is the same in every language. */
export interface Phrase {
  en: string;
  ru?: string;
}

/** Forms by the language's own plural rules (`Intl.PluralRules`); `{n}` is the number. */
export interface PluralPhrase {
  en: { one: string; other: string };
  ru?: { one: string; few: string; many: string };
}

export function language(): Language {
  const chosen = settings.get("language");
  if (chosen === "en" || chosen === "ru") return chosen;
  return navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en";
}

/** The locale for dates and numbers: the browser's own as long as it speaks the page's language. */
export function locale(): string {
  const own = navigator.language;
  return own.toLowerCase().startsWith(language()) ? own : language();
}

function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => visible(String(values[name] ?? hole)));
}

export function t(phrase: Phrase, values: Readonly<Record<string, string | number>> = {}): string {
  return fill((language() === "ru" ? phrase.ru : undefined) ?? phrase.en, values);
}

export function count(
  n: number,
  phrase: PluralPhrase,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const shown = { n: n.toLocaleString(locale()), ...values };
  if (language() === "ru" && phrase.ru) {
    const form = new Intl.PluralRules("ru").select(n);
    return fill(form === "one" || form === "few" ? phrase.ru[form] : phrase.ru.many, shown);
  }
  return fill(n === 1 ? phrase.en.one : phrase.en.other, shown);
}
