/** The seven statuses of a recording; apart from the other words, because the home page says them too. */
import type { Phrase } from "../i18n";
import type { RecorderStatus } from "./recorder/machine";

export const STATUS: Readonly<Record<RecorderStatus, Phrase>> = {
  recording: { en: "Recording", ru: "Идёт запись" },
  cutting: { en: "Cutting", ru: "Режем фрагмент" },
  paused: { en: "Paused", ru: "Пауза" },
  final_uploading: { en: "Sending the rest", ru: "Отправляем остаток" },
  closed: { en: "Session closed", ru: "Сессия закрыта" },
  ready: { en: "Ready", ru: "Готово к записи" },
  error: { en: "Recording stopped", ru: "Запись остановлена" },
};

/** The name of an interruption, beside the seven statuses (V13). */
export const INTERRUPTED: Phrase = { en: "Interrupted", ru: "Прервано" };
