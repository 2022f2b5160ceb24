export const LISTEN = {
  unknownBook: { en: "Unknown book", ru: "Неизвестная книга" },
  player: { en: "Player", ru: "Плеер" },
  history: { en: "History", ru: "История" },
  statistics: { en: "Statistics", ru: "Статистика" },
  export: { en: "Export", ru: "Экспорт" },
  exportCsv: { en: "As CSV", ru: "В CSV" },
  exportJson: { en: "As JSON", ru: "В JSON" },
  pages: { en: "Listening", ru: "Прослушивание" },
};
