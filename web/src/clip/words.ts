/** Texts of several clip pages. Texts fixed by C24 and C26 have no Russian. */
export const CLIP = {
  clipMoment: { en: "🔥 Clip Moment" },
  saved: { en: "Moment saved" },
  none: { en: "No moments captured yet." },
  pausedMessage: { en: "Timestamps paused — stream is on break." },
  endedMessage: { en: "This session has ended." },
  title: { en: "Title", ru: "Название" },
  game: { en: "Game", ru: "Игра" },
  optional: { en: "optional", ru: "необязательно" },
  note: { en: "Note", ru: "Заметка" },
  clipped: { en: "Clipped, {time}", ru: "Вырезано, {time}" },
  clippedWord: { en: "Clipped", ru: "Вырезано" },
  noNote: { en: "No note", ru: "Без заметки" },
  segment: { en: "Segment {n}", ru: "Отрезок {n}" },
  copyLink: { en: "Copy link", ru: "Копировать" },
  viewerLink: { en: "Viewer link", ru: "Ссылка для зрителей" },
  linkCopied: { en: "Viewer link copied.", ru: "Ссылка для зрителей скопирована." },
  copyThis: { en: "Copy this link", ru: "Скопируйте ссылку" },
  cancel: { en: "Cancel", ru: "Отмена" },
  close: { en: "Close", ru: "Закрыть" },
  menu: { en: "More", ru: "Ещё" },
  anonymous: { en: "Anonymous" },
};

export const MOMENTS = {
  en: { one: "1 moment", other: "{n} moments" },
  ru: { one: "{n} момент", few: "{n} момента", many: "{n} моментов" },
};

export const TAPS = {
  en: { one: "1 tap", other: "{n} taps" },
  ru: { one: "{n} нажатие", few: "{n} нажатия", many: "{n} нажатий" },
};

export const HOURS = {
  en: { one: "1 hour", other: "{n} hours" },
  ru: { one: "{n} час", few: "{n} часа", many: "{n} часов" },
};
export const MINUTES = {
  en: { one: "1 minute", other: "{n} minutes" },
  ru: { one: "{n} минута", few: "{n} минуты", many: "{n} минут" },
};
export const SECONDS = {
  en: { one: "1 second", other: "{n} seconds" },
  ru: { one: "{n} секунда", few: "{n} секунды", many: "{n} секунд" },
};
