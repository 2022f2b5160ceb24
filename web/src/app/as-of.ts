import type { TemplateResult } from "lit";
import { locale, t } from "../i18n";
import { errorState } from "../ui/states";

const AS_OF = { en: "As of {time}", ru: "По состоянию на {time}" };
const OFFLINE = {
  en: "Offline. This page was not opened here before.",
  ru: "Нет сети. Эту страницу здесь ещё не открывали.",
};
const DAY_MS = 86_400_000;

/** Says when something was true that is shown because there is no connection; `at` is in Unix ms. */
export function asOf(at: number): string {
  const day = Date.now() - at < DAY_MS ? {} : ({ day: "numeric", month: "short" } as const);
  const time = new Date(at).toLocaleString(locale(), { ...day, hour: "2-digit", minute: "2-digit" });
  return t(AS_OF, { time });
}

/** In place of a page that has no copy on this device. */
export function offlineState(): TemplateResult {
  return errorState(t(OFFLINE), () => location.reload());
}
