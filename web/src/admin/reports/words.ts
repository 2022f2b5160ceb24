import type { Phrase } from "../../i18n";
import type { contract } from "../../sdk";

export const REPORTS = {
  title: { en: "Reports", ru: "Жалобы" },
  show: { en: "Show", ru: "Показать" },
  open: { en: "open", ru: "открытые" },
  all: { en: "all", ru: "все" },
  count: { en: "{n} open", ru: "Открытых: {n}" },
  when: { en: "When", ru: "Когда" },
  session: { en: "Session", ru: "Сессия" },
  reason: { en: "Reason", ru: "Причина" },
  by: { en: "By", ru: "Кто" },
  acted: { en: "Acted on", ru: "Меры приняты" },
  dismiss: { en: "Dismiss", ru: "Отклонить" },
  closed: { en: "The report is closed.", ru: "Жалоба закрыта." },
  none: { en: "No reports.", ru: "Жалоб нет." },
  noneHelp: {
    en: "Users report a session from its menu. New reports appear here by themselves.",
    ru: "На сессию жалуются из её меню. Новые жалобы появятся здесь сами.",
  },
  failed: { en: "The reports could not be loaded.", ru: "Не удалось загрузить жалобы." },
};

export const REPORT_STATES: Record<contract.UserReport["state"], Phrase> = {
  open: { en: "open", ru: "открыта" },
  acted: { en: "acted on", ru: "меры приняты" },
  dismissed: { en: "dismissed", ru: "отклонена" },
};
