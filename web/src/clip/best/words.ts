export const BEST = {
  page: { en: "Best moments", ru: "Лучшие моменты" },
  none: { en: "Nothing is published here.", ru: "Здесь ничего не опубликовано." },
  noneHelp: {
    en: "The streamer has not published the best moments of this stream, or has taken them back.",
    ru: "Стример не опубликовал лучшие моменты этого эфира или убрал их.",
  },
  failed: { en: "The moments could not be loaded.", ru: "Не удалось загрузить моменты." },
  moment: { en: "Moment", ru: "Момент" },
  length: { en: "{n} s", ru: "{n} с" },
  part: { en: "Part {n}", ru: "Часть {n}" },
  copy: { en: "Copy the list", ru: "Скопировать список" },
  copied: { en: "List copied.", ru: "Список скопирован." },
};

export const PUBLISH = {
  title: { en: "A page for everybody", ru: "Страница для всех" },
  help: {
    en: "Whoever has the link sees titles, times and links into the video. Never viewers' names.",
    ru: "Все, у кого есть ссылка, увидят названия, время и ссылки на видео. Имён зрителей там нет.",
  },
  notes: { en: "Viewers' notes as titles", ru: "Заметки зрителей как названия" },
  again: { en: "Publish these {n} instead", ru: "Заменить на эти {n}" },
  takeBack: { en: "Take back", ru: "Убрать" },
  published: { en: "Published.", ru: "Опубликовано." },
  leftOut: { en: "Published. {n} found no room.", ru: "Опубликовано. Не поместилось: {n}." },
  takenBack: { en: "Taken back.", ru: "Убрано." },
  copyLink: { en: "Copy the link", ru: "Скопировать ссылку" },
  copied: { en: "Link copied.", ru: "Ссылка скопирована." },
};

export const PUBLISH_THESE = {
  en: { one: "Publish this moment", other: "Publish these {n}" },
  ru: { one: "Опубликовать {n} момент", few: "Опубликовать {n} момента", many: "Опубликовать {n} моментов" },
};
