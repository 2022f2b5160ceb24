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

const REFUSED = {
  en: { one: "1 not accepted.", other: "{n} not accepted." },
  ru: { one: "Не принято: {n}.", few: "Не принято: {n}.", many: "Не принято: {n}." },
};

/** `sent` were accepted; the server refused `refused`, which is told beside them. */
export function backOnline(sent: number, refused = 0): string {
  const first = sent > 0 ? count(sent, SENT) : t(BACK);
  return refused > 0 ? `${first} ${count(refused, REFUSED)}` : first;
}
