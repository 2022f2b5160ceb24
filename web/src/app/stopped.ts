import { t } from "../i18n";
import { visible } from "../i18n/bidi";
import { showToast } from "../ui/toast";
import { navigate } from "./router";
import { type Sounding, STOPPED, soundingNow } from "./sounding";

/** A page that opens later was not opened by leaving the one that sounded. */
const RECENT_MS = 10_000;
const WORDS = {
  stopped: {
    en: "“{title}” stopped when you left its page.",
    ru: "«{title}»: звук остановлен, вы ушли со страницы.",
  },
  back: { en: "Back to it", ru: "Вернуться" },
};

/** Says what stopped with the page before this one, in this document or in the one before it, and leads back. */
export function sayStopped(before: Sounding | undefined): void {
  const found = before ?? stoppedBefore();
  if (!found || found.path === location.pathname || soundingNow()?.path === found.path) return;
  showToast({
    text: t(WORDS.stopped, { title: visible(found.title) }),
    action: { label: t(WORDS.back), press: () => navigate(found.path) },
  });
}

function stoppedBefore(): Sounding | undefined {
  const { at, ...found } = JSON.parse(sessionStorage.getItem(STOPPED) ?? "{}") as Sounding & { at: number };
  sessionStorage.removeItem(STOPPED);
  return Date.now() - at < RECENT_MS ? found : undefined;
}
