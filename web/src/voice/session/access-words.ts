import type { Phrase } from "../../i18n";

export const ACCESS = {
  askOwner: {
    en: "Ask whoever sent you the link to invite you. They need your code:",
    ru: "Попросите того, кто прислал ссылку, пригласить вас. Для этого нужен ваш код:",
  },
  copyId: { en: "Copy my code", ru: "Скопировать мой код" },
  idCopied: { en: "Copied. Send it to the owner.", ru: "Скопировано. Отправьте владельцу." },
  hints: { en: "Words and language…", ru: "Слова и язык…" },
  live: { en: "Live listening", ru: "Слушать вживую" },
  liveOn: {
    en: "While it is recorded, whoever may read it may listen.",
    ru: "Пока идёт запись, её может слушать каждый, кто может читать.",
  },
  liveOff: {
    en: "Nobody listens while it is recorded. Who listens now is cut off.",
    ru: "Пока идёт запись, её не слышит никто. Кто слушает сейчас, будет отключён.",
  },
  project: { en: "Everybody in {project} reads it", ru: "Читают все в проекте {project}" },
} satisfies Record<string, Phrase>;
