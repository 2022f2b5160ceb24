/** The words of a jam that cannot be shown. */
export const GONE = {
  deleted: { en: "This session was deleted.", ru: "Сессия удалена." },
  deletedHelp: {
    en: "What you had last is still on this device. It can live on as a new session.",
    ru: "Последнее, что у вас было, осталось на этом устройстве. Это можно сохранить как новую сессию.",
  },
  saveAsNew: { en: "Save as a new session", ru: "Сохранить как новую сессию" },
  failed: { en: "The session could not be loaded.", ru: "Не удалось загрузить сессию." },
};
