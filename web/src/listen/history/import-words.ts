import type { Phrase } from "../../i18n";
import type { Reason } from "./importing";

export const IMPORT = {
  menu: { en: "Import…", ru: "Импорт…" },
  title: { en: "Import listening history", ru: "Импорт истории прослушивания" },
  help: {
    en: "Listens of ListenBrainz, listening sessions of Audiobookshelf, or a JSON export of this page. What is imported twice counts once.",
    ru: "Прослушивания ListenBrainz, сессии Audiobookshelf или экспорт этой страницы в JSON. Импортированное дважды считается один раз.",
  },
  files: { en: "Files (.json, .jsonl)", ru: "Файлы (.json, .jsonl)" },
  choose: { en: "Choose a file first", ru: "Сначала выберите файл" },
  verb: { en: "Import", ru: "Импортировать" },
  again: { en: "Try again", ru: "Повторить" },
  stop: { en: "Stop", ru: "Остановить" },
  close: { en: "Close", ru: "Закрыть" },
  wrong: {
    en: "Not a file of listens or sessions, or larger than 64 MB: {names}",
    ru: "Это не файл прослушиваний или сессий, или он больше 64 МБ: {names}",
  },
  progress: { en: "{n} of {all}", ru: "{n} из {all}" },
  stored: { en: "Imported: {n}", ru: "Импортировано: {n}" },
  known: { en: "Imported before: {n}", ru: "Уже были импортированы: {n}" },
  refused: { en: "Not imported: {n}", ru: "Не импортировано: {n}" },
};

/** Why items were refused or corrected. */
export const REASONS: Readonly<Record<Reason, Phrase>> = {
  invalid: { en: "Cannot be read: {n}", ru: "Не удалось прочитать: {n}" },
  no_length: { en: "Without a length: {n}", ru: "Без длительности: {n}" },
  library_full: { en: "No room for their books: {n}", ru: "Нет места для их книг: {n}" },
  ends_before_start: { en: "End before their start: {n}", ru: "Конец раньше начала: {n}" },
  in_the_future: { en: "In the future: {n}", ru: "В будущем: {n}" },
  too_old: { en: "Before the year 2000: {n}", ru: "Раньше 2000 года: {n}" },
  too_long: { en: "Longer than 24 hours: {n}", ru: "Дольше 24 часов: {n}" },
  too_short: { en: "Shorter than a second: {n}", ru: "Короче секунды: {n}" },
  history_full: { en: "No room in the history: {n}", ru: "Нет места в истории: {n}" },
  end_was_in_the_future: {
    en: "Imported with an earlier end, which was in the future: {n}",
    ru: "Импортированы с более ранним концом (он был в будущем): {n}",
  },
};
