import { count, t } from "../i18n";

/** How long a page says that the connection is back. */
export const BACK_MS = 4000;

const BACK = { en: "Back online.", ru: "Снова на связи." };
const SENT = {
  en: { one: "Back online. 1 sent.", other: "Back online. {n} sent." },
  ru: {
    one: "Снова на связи. Отправлено: {n}.",
    few: "Снова на связи. Отправлено: {n}.",
    many: "Снова на связи. Отправлено: {n}.",
  },
};

export function backOnline(sent: number): string {
  return sent > 0 ? count(sent, SENT) : t(BACK);
}
