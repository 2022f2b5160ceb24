export const DOCS = {
  page: { en: "API", ru: "API" },
  title: { en: "Roomtone API", ru: "API Roomtone" },
  intro: {
    en: "Every route, event and signal, from the same contract that checks them. For programs:",
    ru: "Все маршруты, события и сигналы из того же контракта, который их проверяет. Для программ:",
  },
  filter: { en: "Filter", ru: "Фильтр" },
  contents: { en: "Contents", ru: "Содержание" },
  takes: { en: "Takes", ru: "Принимает" },
  gives: { en: "Gives", ru: "Отвечает" },
  refuses: { en: "Refuses with", ru: "Отказывает с" },
  optional: { en: "optional", ru: "необязательно" },
  who: { en: "Who: {who}", ru: "Кто: {who}" },
  none: { en: 'Nothing matches "{typed}".', ru: "Нет ничего похожего на «{typed}»." },
  failed: { en: "The documents could not be loaded.", ru: "Не удалось загрузить документы." },
};
