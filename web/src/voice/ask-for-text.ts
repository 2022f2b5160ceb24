import { html } from "lit";
import { t } from "../i18n";
import { CANCEL, openDialog } from "../ui/dialog";
import { key } from "../ui/key";
import "./ask-for-text.css";

/** Asks for a text of several lines; undefined when it was left. Ctrl+Enter is the verb. */
export function askForText(
  title: string,
  verb: string,
  value: string,
  limit: number,
): Promise<string | undefined> {
  let typed = value;
  return openDialog<string>(
    title,
    (close) => html`<h2 class="dialog-title">${title}</h2>
      <textarea class="asked-text" data-focus rows="6" maxlength=${limit} aria-label=${title} .value=${value}
        @input=${(event: InputEvent) => {
          typed = (event.target as HTMLTextAreaElement).value;
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) close(typed.trim());
        }}></textarea>
      <div class="dialog-keys">${key({ label: t(CANCEL), press: () => close(undefined) })}
        ${key({ label: verb, kind: "primary", press: () => close(typed.trim()) })}</div>`,
  );
}
