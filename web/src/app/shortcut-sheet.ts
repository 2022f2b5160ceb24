import { html } from "lit";
import { t } from "../i18n";
import { openDialog } from "../ui/dialog";
import { iconKey } from "../ui/key";
import { settings } from "./settings";
import { controlKeys, shortcuts, shortcutsEnabled } from "./shortcuts";

const WORDS = {
  title: { en: "Shortcuts", ru: "Клавиши" },
  sheet: { en: "This sheet", ru: "Этот список" },
  single: { en: "Single-key shortcuts", ru: "Клавиши без сочетаний" },
  close: { en: "Close", ru: "Закрыть" },
};

/** The shortcuts of the open page, and the switch that turns them off, for speech input and accidental keys. */
export function openShortcutSheet(): void {
  const list = shortcuts();
  void openDialog(t(WORDS.title), (close, redraw) => {
    const on = shortcutsEnabled();
    return html`<div class="sheet-head">
        <h2 class="dialog-title">${t(WORDS.title)}</h2>
        ${iconKey({ label: t(WORDS.close), icon: "close", press: () => close() })}
      </div>
      <dl class="shortcut-list ${on ? "" : "shortcuts-off"}">
        ${list.map((shortcut) => html`<div><dt><kbd>${shortcut.key}</kbd></dt><dd>${shortcut.label}</dd></div>`)}
        ${controlKeys().map(({ sign, label }) => html`<div class="shortcut-always"><dt><kbd>${sign}</kbd></dt><dd>${label}</dd></div>`)}
        <div class="shortcut-always"><dt><kbd>?</kbd></dt><dd>${t(WORDS.sheet)}</dd></div>
      </dl>
      <label class="row-switch">
        <span>${t(WORDS.single)}</span>
        <input type="checkbox" role="switch" class="switch" .checked=${on} data-focus
          @change=${(event: Event) => {
            settings.set("shortcuts", (event.target as HTMLInputElement).checked ? null : "off");
            redraw();
          }} />
      </label>`;
  });
}
