import type { Phrase } from "../../i18n";
import type { Reason, WrongFile } from "./importer";

export const IMPORT = {
  menu: { en: "Import…", ru: "Импорт…" },
  title: { en: "Import listening history", ru: "Импорт истории прослушивания" },
  help: {
    en: "An export of ListenBrainz as it is downloaded, listening sessions of Audiobookshelf, or a JSON export of this page. What is imported twice counts once.",
    ru: "Экспорт ListenBrainz, как он скачан, сессии Audiobookshelf или экспорт этой страницы в JSON. Импортированное дважды считается один раз.",
  },
  files: { en: "Files (.zip, .json, .jsonl)", ru: "Файлы (.zip, .json, .jsonl)" },
  choose: { en: "Choose a file first", ru: "Сначала выберите файл" },
  verb: { en: "Import", ru: "Импортировать" },
  again: { en: "Try again", ru: "Повторить" },
  stop: { en: "Stop", ru: "Остановить" },
  close: { en: "Close", ru: "Закрыть" },
  progress: { en: "{n} of {all}", ru: "{n} из {all}" },
  stored: { en: "Imported: {n}", ru: "Импортировано: {n}" },
  known: { en: "Imported before: {n}", ru: "Уже были импортированы: {n}" },
  refused: { en: "Not imported: {n}", ru: "Не импортировано: {n}" },
};

/** Why files were refused. */
export const WRONG_FILES: Readonly<Record<WrongFile, Phrase>> = {
  not_listens: {
    en: "Not a file of listens or sessions, or larger than 64 MB: {names}",
    ru: "Это не файл прослушиваний или сессий, или он больше 64 МБ: {names}",
  },
  not_utf8: {
    en: "Not in UTF-8, so its letters cannot be read. Save it as UTF-8: {names}",
    ru: "Файл не в UTF-8, его буквы не прочитать. Сохраните его в UTF-8: {names}",
  },
  no_listens_in_zip: {
    en: "No listens of ListenBrainz in this zip (listens/…/….jsonl): {names}",
    ru: "В этом архиве нет прослушиваний ListenBrainz (listens/…/….jsonl): {names}",
  },
  zip_too_large: {
    en: "This zip unpacks to far more than an export of ListenBrainz. Nothing of it was read: {names}",
    ru: "Этот архив распаковывается в гораздо больший объём, чем экспорт ListenBrainz. Из него ничего не взято: {names}",
  },
  zip_broken: {
    en: "This zip is damaged, cut off or encrypted. Download it again: {names}",
    ru: "Этот архив повреждён, обрезан или зашифрован. Скачайте его ещё раз: {names}",
  },
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
