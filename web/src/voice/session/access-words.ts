import type { Phrase } from "../../i18n";

export const ACCESS = {
  askOwner: {
    en: "Ask whoever sent you the link to invite you. They need your code:",
    ru: "Попросите того, кто прислал ссылку, пригласить вас. Для этого нужен ваш код:",
  },
  copyId: { en: "Copy my code", ru: "Скопировать мой код" },
  idCopied: { en: "Copied. Send it to the owner.", ru: "Скопировано. Отправьте владельцу." },
  hints: { en: "Words and language…", ru: "Слова и язык…" },
} satisfies Record<string, Phrase>;
