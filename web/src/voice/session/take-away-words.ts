import type { Phrase, PluralPhrase } from "../../i18n";

export const TAKE_AWAY = {
  title: { en: "Download “{name}”", ru: "Скачать «{name}»" },
  format: { en: "Format", ru: "Формат" },
  txt: { en: "plain", ru: "просто текст" },
  md: { en: "with tasks", ru: "с задачами" },
  docx: { en: "Word", ru: "Word" },
  srt: { en: "subtitles", ru: "субтитры" },
  vtt: { en: "web video", ru: "для веба" },
  json: { en: "all words", ru: "все слова" },
  soundName: { en: "Sound", ru: "Звук" },
  sound: { en: "one file", ru: "одним файлом" },
  zip: { en: "all of it", ru: "всё сразу" },
  speakers: { en: "Speakers’ names", ru: "Имена" },
  times: { en: "Times", ru: "Время" },
  always: { en: "always in this format", ru: "в этом формате всегда" },
  line: { en: "Line length", ru: "Длина строки" },
  shorter: { en: "Shorter lines", ru: "Короче" },
  longer: { en: "Longer lines", ru: "Длиннее" },
  leaves: {
    en: "A file leaves your hands. A link does not.",
    ru: "Файл уходит из рук, ссылка остаётся.",
  },
  all: {
    en: "The text in every format, the sound of each recording and all files.",
    ru: "Текст во всех форматах, звук каждой записи и все файлы.",
  },
  soundAll: {
    en: "All recordings and attached voices one after the other, as the times of SRT and VTT count them.",
    ru: "Все записи и приложенные голосовые друг за другом: так же идёт время в SRT и VTT.",
  },
  soundPart: {
    en: "Some of it is missing: it is still on another device, or could not be read.",
    ru: "Части не хватает: она ещё на другом устройстве или не прочиталась.",
  },
  soundMade: {
    en: "The file is being made. It is saved when it is ready.",
    ru: "Собираем файл. Он сохранится сам.",
  },
  soundSave: { en: "Download the sound", ru: "Скачать звук" },
  copy: { en: "Copy", ru: "Скопировать" },
  copied: { en: "Copied", ru: "Скопировано" },
  download: { en: "Download .{ending}", ru: "Скачать .{ending}" },
} satisfies Record<string, Phrase>;

export const SOUNDS: PluralPhrase = {
  en: { one: "{n} recording", other: "{n} recordings" },
  ru: { one: "{n} запись", few: "{n} записи", many: "{n} записей" },
};

export const SOUND_PROBLEMS = {
  recording: {
    en: "It is being recorded now. The file is there when the recording has ended.",
    ru: "Сейчас идёт запись. Файл можно будет скачать, когда она закончится.",
  },
  assembling: {
    en: "A recording is getting ready. Try again in a moment.",
    ru: "Запись готовится. Попробуйте через минуту.",
  },
  silent: { en: "There is no sound here yet.", ru: "Здесь пока нет звука." },
  too_large: {
    en: "This is too much for one file. The zip has each recording.",
    ru: "Для одного файла это слишком много. В zip есть каждая запись.",
  },
} satisfies Record<string, Phrase>;
