import { count, language, t } from "../../i18n";

const MOMENTS = {
  en: { one: "{n} moment", other: "{n} moments" },
  ru: { one: "{n} момент", few: "{n} момента", many: "{n} моментов" },
};
const CHAPTERS = {
  en: { one: "{n} chapter", other: "{n} chapters" },
  ru: { one: "{n} глава", few: "{n} главы", many: "{n} глав" },
};
const CELLS = {
  en: { one: "{n} cell", other: "{n} cells" },
  ru: { one: "{n} ячейка", few: "{n} ячейки", many: "{n} ячеек" },
};

/** The sentences of `sessions/clip/exports` in Russian; `$1` is the count or the time that the sentence names. */
const NOTES: readonly [RegExp, string, typeof MOMENTS?][] = [
  [/^No moment is marked as clipped/, "Ни один момент не отмечен как вырезанный."],
  [/^No moment matches/, "Ни один момент не подходит."],
  [/^0:00 Intro was added/, "Добавлено «0:00 Intro»: YouTube нужна первая глава с нуля."],
  [/^([\d:]+) was moved to 0:00/, "$1 перенесено на 0:00: YouTube нужна первая глава с нуля."],
  [/^(\d+) chapters? (?:was|were) merged/, "$1 — ближе 10 с к соседней, объединены с ней.", CHAPTERS],
  [/^The last chapter was merged/, "Последняя глава короче 10 с, она объединена с предыдущей."],
  [
    /^YouTube needs at least three chapters\. Show one/,
    "YouTube нужны хотя бы три главы. Покажите ещё одну.",
  ],
  [/^YouTube needs at least three chapters\. Show two/, "YouTube нужны хотя бы три главы. Покажите ещё две."],
  [/^YouTube needs at least three chapters/, "YouTube нужны хотя бы три главы. Покажите ещё три."],
  [/^Angle brackets/, "Угловые скобки стали ‹ и ›: YouTube их не допускает."],
  [/^Left out, too long for YouTube: (\d+)/, "Не поместилось в YouTube: $1 поменьше.", MOMENTS],
  [/^Left out, too long for one message: (\d+)/, "Не поместилось в одно сообщение: $1 поменьше.", MOMENTS],
  [/^(\d+) moments? (?:is|are) left out: the video/, "Не вошло: $1. Видео тогда ещё не началось.", MOMENTS],
  [/^(\d+) moments? (?:is|are) in other parts/, "В других частях видео: $1.", MOMENTS],
  [/^(\d+) cells? begin/, "$1 с формулой в начале: добавлен апостроф, чтобы таблица её не выполнила.", CELLS],
  [/^Timecodes begin at ([\d:]+)/, "Таймкоды начинаются с $1: поставьте то же для таймлайна Resolve."],
  [
    /^(\d+) moments? shares? (?:its|their) frame/,
    "В одном кадре с другим: $1. Resolve хранит одну метку на кадр.",
    MOMENTS,
  ],
  [/^Marker names are in Latin/, "Имена меток латиницей: других Resolve в EDL не читает."],
  [
    /^(\d+) moments? (?:was|were) left out: a timecode/,
    "Не вошло: $1. Таймкод кончается через 24 часа.",
    MOMENTS,
  ],
];

/** A notice of an export in the language of the page. One that is new to this page stays as the server says it. */
export function noteWords(note: string): string {
  if (language() !== "ru") return note;
  for (const [is, ru, counted] of NOTES) {
    const found = is.exec(note);
    if (!found) continue;
    const value = found[1] ?? "";
    return t({ en: ru.replace("$1", counted ? count(Number(value), counted) : value) });
  }
  return note;
}
