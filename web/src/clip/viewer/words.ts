export const VIEWER = {
  clock: { en: "VOD Offset Clock", ru: "Время на записи" },
  stopped: { en: "Stopped at", ru: "Остановлено на" },
  ended: { en: "Ended at", ru: "Завершено на" },
  notLive: {
    en: "Not live yet. This page wakes up by itself.",
    ru: "Эфир ещё не начался. Страница оживёт сама.",
  },
  addNote: { en: "Add a note", ru: "Добавить заметку" },
  placeholder: { en: "What just happened?" },
  at: { en: "at {time}", ru: "в {time}" },
  send: { en: "Send", ru: "Отправить" },
  closeNote: { en: "Close the note", ru: "Закрыть заметку" },
  as: { en: "as", ru: "как" },
  yourName: { en: "Your name", ru: "Ваше имя" },
  kept: { en: "Kept on this phone", ru: "Сохранено на телефоне" },
  yours: { en: "Your moments", ru: "Ваши отметки" },
  announceSaved: { en: "Moment saved, {time}" },
  announceKept: { en: "Kept on this phone, {time}", ru: "Сохранено на телефоне, {time}" },
  loadFailed: { en: "The session could not be loaded.", ru: "Не удалось загрузить сессию." },
  mark: { en: "Mark this moment", ru: "Отметить момент" },
  markWith: { en: "Mark with {tag}", ru: "Отметить: {tag}" },
  tags: { en: "Mark with a tag", ru: "Отметить с меткой" },
  idleOffline: {
    en: "Offline. Moments wait here and will be sent with their own time.",
    ru: "Нет сети. Отметки подождут здесь и уйдут со своим временем.",
  },
};

export const WAITING = {
  en: {
    one: "Offline. 1 moment waits here and will be sent with its own time.",
    other: "Offline. {n} moments wait here and will be sent with their own time.",
  },
  ru: {
    one: "Нет сети. {n} отметка ждёт здесь и уйдёт со своим временем.",
    few: "Нет сети. {n} отметки ждут здесь и уйдут со своим временем.",
    many: "Нет сети. {n} отметок ждут здесь и уйдут со своим временем.",
  },
};

export const SAVED_BY_YOU = {
  en: { one: "1 moment saved by you", other: "{n} moments saved by you" },
  ru: { one: "у вас {n} отметка", few: "у вас {n} отметки", many: "у вас {n} отметок" },
};

export const IN_THE_BREAK = {
  en: {
    one: "1 moment fell into the break and was not counted.",
    other: "{n} moments fell into the break and were not counted.",
  },
  ru: {
    one: "{n} отметка пришлась на перерыв и не засчитана.",
    few: "{n} отметки пришлись на перерыв и не засчитаны.",
    many: "{n} отметок пришлись на перерыв и не засчитаны.",
  },
};
