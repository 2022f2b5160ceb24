import type { Phrase } from "../../i18n";

export const PAGE = {
  interruptedAt: {
    en: "{name}’s recorder went away at {time}. Everything until then is safe.",
    ru: "Диктофон пропал со связи в {time} ({name}). Всё до этого сохранено.",
  },
  timelineEmpty: {
    en: "Nothing yet. Press Rec, write a note or attach a file.",
    ru: "Пока пусто. Нажмите Rec, напишите заметку или приложите файл.",
  },
  doneHere: { en: "Done closes exactly this session", ru: "Done закроет именно эту сессию" },
  activeOther: { en: "Active session: “{name}”", ru: "Активная сессия: «{name}»" },
  onServerShort: { en: "On the server {n} of {m}", ru: "На сервере {n} из {m}" },
} satisfies Record<string, Phrase>;
