import { html } from "lit";
import { t } from "../i18n";
import { key } from "./key";

const WORDS = {
  copyThis: { en: "Copy this link", ru: "Скопируйте ссылку" },
  close: { en: "Close", ru: "Закрыть" },
};

/** Copies a text; where the browser refuses, shows it selected in a field. Answers whether it was copied. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const { openDialog } = await import("./dialog");
    void openDialog(t(WORDS.copyThis), (close) => {
      return html`<h2 class="dialog-title">${t(WORDS.copyThis)}</h2>
        <div class="dialog-body">
          <div class="field-box"><input type="text" readonly aria-label=${t(WORDS.copyThis)} .value=${text} data-focus
            @focus=${(event: Event) => (event.target as HTMLInputElement).select()} /></div>
        </div>
        <div class="dialog-keys">${key({ label: t(WORDS.close), press: () => close() })}</div>`;
    });
    return false;
  }
}
