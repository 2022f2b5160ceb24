export const BIN = {
  title: { en: "Deleted", ru: "Удалённое" },
  hint: {
    en: "Kept for 30 days, then gone for good.",
    ru: "Хранится 30 дней, потом исчезает навсегда.",
  },
  empty: { en: "Nothing here.", ru: "Здесь пусто." },
  restore: { en: "Restore", ru: "Восстановить" },
  purge: { en: "Delete for good", ru: "Удалить навсегда" },
  purgeTitle: { en: 'Delete "{name}" for good?', ru: "Удалить «{name}» навсегда?" },
  purgeText: { en: "This cannot be undone.", ru: "Отменить нельзя." },
  undo: { en: "Undo", ru: "Вернуть" },
  close: { en: "Close", ru: "Закрыть" },
  untitled: { en: "Untitled Session" },
};
