import { tasks } from "../../../../sessions/voice/words.json";
import type { Phrase, PluralPhrase } from "../../i18n";

export const FOUND = {
  search: { en: "Search what was said", ru: "Искать в сказанном" },
  clear: { en: "Clear the search", ru: "Очистить поиск" },
  where: { en: "Where", ru: "Где" },
  all: { en: "All", ru: "Всё" },
  speech: { en: "Speech", ru: "Речь" },
  task: tasks,
  note: { en: "Notes", ru: "Заметки" },
  oneTask: { en: "task", ru: "задача" },
  oneNote: { en: "note", ru: "заметка" },
  who: { en: "Who speaks", ru: "Кто говорит" },
  projects: { en: "Project", ru: "Проект" },
  noProject: { en: "No project", ru: "Без проекта" },
  when: { en: "When", ru: "Когда" },
  week: { en: "Last 7 days", ru: "Последние 7 дней" },
  month: { en: "Last 30 days", ru: "Последние 30 дней" },
  year: { en: "Last 365 days", ru: "Последние 365 дней" },
  everywhere: { en: "Search everywhere", ru: "Искать везде" },
  nothing: { en: "Nothing found for “{q}”", ru: "Ничего не найдено по «{q}»" },
  everyForm: { en: "every form of the word", ru: "все формы слова" },
  behind: { en: "Some sessions are not in the search yet.", ru: "Не все сессии ещё есть в поиске." },
  newest: { en: "of the newest sessions", ru: "в самых новых сессиях" },
  unavailable: { en: "The search does not answer now", ru: "Поиск сейчас не отвечает" },
  moreSessions: { en: "Older sessions", ru: "Более старые сессии" },
  filters: { en: "Filters", ru: "Фильтры" },
  hear: { en: "Play from {time}", ru: "Слушать с {time}" },
  playing: { en: "Now playing", ru: "Сейчас звучит" },
  notPlayed: { en: "This cannot be played.", ru: "Не удалось воспроизвести." },
} satisfies Record<string, Phrase>;

export const PLACES: PluralPhrase = {
  en: { one: "{n} place", other: "{n} places" },
  ru: { one: "{n} место", few: "{n} места", many: "{n} мест" },
};

export const IN_SESSIONS: PluralPhrase = {
  en: { one: "in {n} session", other: "in {n} sessions" },
  ru: { one: "в {n} сессии", few: "в {n} сессиях", many: "в {n} сессиях" },
};

export const MORE_PLACES: PluralPhrase = {
  en: { one: "{n} more", other: "{n} more" },
  ru: { one: "Ещё {n} место", few: "Ещё {n} места", many: "Ещё {n} мест" },
};

export const OPEN_TASKS: PluralPhrase = {
  en: { one: "{n} task", other: "{n} tasks" },
  ru: { one: "{n} задача", few: "{n} задачи", many: "{n} задач" },
};
