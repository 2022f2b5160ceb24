import { html, nothing } from "lit";
import { t } from "../i18n";
import { visible } from "../i18n/bidi";
import { CANCEL, openDialog } from "./dialog";
import { key } from "./key";

/** Asks for a line of text; undefined when it was left. */
export function askFor(
  title: string,
  label: string,
  verb: string,
  value = "",
  help = "",
  limit = 2000,
): Promise<string | undefined> {
  let typed = value;
  return openDialog<string>(
    title,
    (close) => html`<h2 class="dialog-title">${visible(title)}</h2>
      <form @submit=${(event: Event) => {
        event.preventDefault();
        close(typed.trim());
      }}>
        <div class="field"><label for="asked">${label}</label>
          <div class="field-box"><input id="asked" data-focus maxlength=${limit} autocomplete="off" spellcheck="false" .value=${value}
            @input=${(event: Event) => {
              typed = (event.target as HTMLInputElement).value;
            }} /></div>
          ${help ? html`<p class="field-help">${help}</p>` : nothing}</div>
        <div class="dialog-keys">
          ${key({ label: t(CANCEL), press: () => close(undefined) })}
          ${key({ label: verb, kind: "primary", submit: true, press: () => {} })}
        </div></form>`,
  );
}
