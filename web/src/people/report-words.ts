import type { Phrase } from "../i18n";
import type { contract } from "../sdk";

/** Why a session is reported (AB7), in the order in which they are offered. */
export const REASONS: Record<contract.NewReport["reason"], Phrase> = {
  spam: { en: "Spam or fraud", ru: "Спам или обман" },
  insult: { en: "Insults or hate", ru: "Оскорбления или травля" },
  violence: { en: "Violence or threats", ru: "Насилие или угрозы" },
  private: { en: "Somebody's private data", ru: "Чужие личные данные" },
  copyright: { en: "Somebody's work without permission", ru: "Чужая работа без разрешения" },
  other: { en: "Something else", ru: "Другое" },
};

export const REPORT = {
  title: { en: "Report this session", ru: "Пожаловаться на сессию" },
  help: {
    en: "The admins of this server see your report and your name. The session's owner does not.",
    ru: "Жалобу и ваше имя увидят администраторы сервера. Владелец сессии их не увидит.",
  },
  why: { en: "What is wrong?", ru: "Что не так?" },
  text: { en: "In your words", ru: "Своими словами" },
  optional: { en: "optional", ru: "необязательно" },
  choose: { en: "Choose what is wrong.", ru: "Выберите, что не так." },
  send: { en: "Send report", ru: "Отправить жалобу" },
  thanks: { en: "Thank you. The admins will look at it.", ru: "Спасибо. Администраторы это проверят." },
};
