import type { Phrase } from "../../i18n";

export const ATTACH = {
  used: { en: "Files: {used} of {limit} used", ru: "Файлы: занято {used} из {limit}" },
  sending: { en: "Sending…", ru: "Отправляем…" },
  sendingShare: { en: "{share} % sent", ru: "Отправлено {share} %" },
  sendingSoon: { en: "{share} % sent · about a minute left", ru: "Отправлено {share} % · около минуты" },
  sendingLeft: { en: "{share} % sent · about {n} min left", ru: "Отправлено {share} % · ещё около {n} мин" },
  sendingWaits: {
    en: "{share} % sent · waiting for the connection",
    ru: "Отправлено {share} % · ждём связи",
  },
} satisfies Record<string, Phrase>;
