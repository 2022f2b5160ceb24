import type { Phrase } from "../../i18n";

export const TAKE_AWAY = {
  title: { en: "Download “{name}”", ru: "Скачать «{name}»" },
  format: { en: "Format", ru: "Формат" },
  txt: { en: "plain", ru: "просто текст" },
  md: { en: "with tasks", ru: "с задачами" },
  docx: { en: "Word", ru: "Word" },
  srt: { en: "subtitles", ru: "субтитры" },
  vtt: { en: "web video", ru: "для веба" },
  json: { en: "all words", ru: "все слова" },
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
  copy: { en: "Copy", ru: "Скопировать" },
  copied: { en: "Copied", ru: "Скопировано" },
  download: { en: "Download .{ending}", ru: "Скачать .{ending}" },
} satisfies Record<string, Phrase>;
