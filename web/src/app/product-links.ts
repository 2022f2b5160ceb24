import type { Phrase } from "../i18n";
import { openedJams } from "../jam/opening/recent";
import type { IconName } from "../ui/icons";

/** A product that can be opened: its link in the header and its place on the home page. */
export interface ProductLink {
  readonly name: "jam" | "clips" | "voice" | "listen";
  readonly icon: IconName;
  readonly title: Phrase;
  readonly href: string;
  /** Two lines for wide screens, one for phones. */
  readonly text: Phrase;
  readonly line: Phrase;
  readonly action: Phrase;
  readonly shortAction: Phrase;
  /** Where the main button leads. */
  readonly open: string;
}

export const productLinks: readonly ProductLink[] = [
  {
    name: "jam",
    icon: "grid",
    title: { en: "Jam", ru: "Джем" },
    /** D11: `/s` alone makes a session, so this link leads to the last opened one. */
    get href() {
      const last = openedJams()[0];
      return last ? `/s/${last.id}` : "/s";
    },
    text: {
      en: "A step sequencer for as many hands as you like. Everyone hears the same step.",
      ru: "Шаговый секвенсор на сколько угодно рук. Все слышат один и тот же шаг.",
    },
    line: { en: "Play a loop together", ru: "Играйте луп вместе" },
    action: { en: "New Session" },
    shortAction: { en: "New Session" },
    open: "/s",
  },
  {
    name: "clips",
    icon: "scissors",
    title: { en: "Clips", ru: "Клипы" },
    href: "/clips",
    text: {
      en: "Viewers press one button. You get every timestamp.",
      ru: "Зрители жмут одну кнопку. У вас каждая отметка времени.",
    },
    line: { en: "One button, every timestamp", ru: "Одна кнопка, все отметки" },
    action: { en: "New clip session", ru: "Новая сессия клипов" },
    shortAction: { en: "New", ru: "Новая" },
    open: "/clips?new",
  },
  {
    name: "voice",
    icon: "mic",
    title: { en: "Voice", ru: "Голос" },
    href: "/session",
    text: {
      en: "Record on any page. What you said is kept, even offline.",
      ru: "Записывайте с любой страницы. Сказанное сохранится даже без сети.",
    },
    line: { en: "Record on any page", ru: "Запись с любой страницы" },
    action: { en: "New voice session", ru: "Новая голосовая сессия" },
    shortAction: { en: "New", ru: "Новая" },
    open: "/session?new",
  },
  {
    name: "listen",
    icon: "headphones",
    title: { en: "Listen", ru: "Слушать" },
    href: "/listen",
    text: {
      en: "Your audiobooks, and a truthful record of when and for how long you listened.",
      ru: "Ваши аудиокниги и честная запись, когда и сколько вы слушали.",
    },
    line: { en: "Your audiobooks, and when you heard them", ru: "Аудиокниги и их история" },
    action: { en: "Open an audio file", ru: "Открыть аудиофайл" },
    shortAction: { en: "Open", ru: "Открыть" },
    open: "/listen",
  },
];
