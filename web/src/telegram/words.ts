import type { Phrase } from "../i18n";

/** The words of the Mini App. */
export const TELEGRAM = {
  page: { en: "Voice sessions", ru: "Голосовые сессии" },
  again: { en: "Open this again from the chat", ru: "Откройте ещё раз из чата" },
  againHelp: {
    en: "This page works when the bot’s button in Telegram has just opened it.",
    ru: "Страница работает, когда её только что открыла кнопка бота в Telegram.",
  },
  notProven: { en: "Telegram did not confirm who you are", ru: "Telegram не подтвердил, кто вы" },
  notInvited: { en: "This bot is not open to everybody", ru: "Этот бот работает не для всех" },
  failed: { en: "This page could not be opened", ru: "Страница не открылась" },
} satisfies Record<string, Phrase>;
