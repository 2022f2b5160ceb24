import type { Phrase } from "../../i18n";

export const SHARE = {
  shareTitle: { en: "Share this session", ru: "Доступ к сессии" },
  whoReads: { en: "Who can read it", ru: "Кто может читать" },
  invited: { en: "Their ids, one a line", ru: "Их id, по одному в строке" },
  invitedHint: {
    en: "Whoever opens the link without access is shown their id, to send to you.",
    ru: "Кто откроет ссылку без доступа, увидит свой id и сможет прислать его вам.",
  },
  invitedRole: { en: "What they get", ru: "Что они получат" },
  invitedReads: { en: "They may read it.", ru: "Они могут читать." },
  invitedEdits: {
    en: "They may read it, and change it once they accept.",
    ru: "Они могут читать, а когда примут приглашение, и менять.",
  },
  askOwner: {
    en: "Ask whoever sent you the link to invite you. They need your id:",
    ru: "Попросите того, кто прислал ссылку, пригласить вас. Для этого нужен ваш id:",
  },
  copyId: { en: "Copy my id", ru: "Скопировать мой id" },
  idCopied: { en: "Copied. Send it to the owner.", ru: "Скопировано. Отправьте владельцу." },
  share: { en: "Share", ru: "Поделиться" },
} satisfies Record<string, Phrase>;
