export const LISTEN = {
  unknownBook: { en: "Unknown book", ru: "Неизвестная книга" },
  player: { en: "Player", ru: "Плеер" },
  history: { en: "History", ru: "История" },
  statistics: { en: "Statistics", ru: "Статистика" },
  pages: { en: "Listening", ru: "Прослушивание" },
};
