export const WORDS = {
  title: { en: "Open a room, send the link.", ru: "Откройте комнату, пришлите ссылку." },
  line1: {
    en: "Play, clip, record and listen live with other people.",
    ru: "Играйте, отмечайте, записывайте и слушайте вместе.",
  },
  line2: { en: "No account, nothing to install.", ru: "Без регистрации и установки." },
  paste: { en: "Paste a session link", ru: "Ссылка на сессию" },
  join: { en: "Join", ru: "Войти" },
  badLink: { en: "That is not a Roomtone link.", ru: "Это не ссылка Roomtone." },
  recent: { en: "Recent", ru: "Недавнее" },
  shortcuts: { en: "Shortcuts", ru: "Клавиши" },
  offline: { en: "Offline", ru: "Нет сети" },
  docs: { en: "Docs", ru: "Документация" },
  clips: { en: "Clips", ru: "Клипы" },
  jam: { en: "Jam", ru: "Джем" },
  safe: { en: "3 chunks safe", ru: "3 части сохранены" },
  untitled: { en: "Untitled Session" },
};

export const MOMENTS = {
  en: { one: "1 moment", other: "{n} moments" },
  ru: { one: "{n} отметка", few: "{n} отметки", many: "{n} отметок" },
};
