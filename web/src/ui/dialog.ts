import { html, nothing, render, type TemplateResult } from "lit";
import { t } from "../i18n";
import { visible } from "../i18n/bidi";
import { key } from "./key";

export const CANCEL = { en: "Cancel", ru: "Отмена" };

/**
 * Opens a modal `<dialog>` and answers what `close` was called with, or undefined after Esc. The browser keeps the
 * focus inside and gives it back afterwards.
 */
export function openDialog<T>(
  label: string,
  content: (close: (value?: T) => void, redraw: () => void) => TemplateResult,
  kind: "dialog" | "sheet" = "dialog",
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = `dialog dialog-${kind}`;
    dialog.setAttribute("aria-label", label);
    let answer: T | undefined;
    const close = (value?: T) => {
      answer = value;
      dialog.close();
    };
    const renderBefore = dialog.appendChild(document.createComment("")); // a toast may stand behind it
    const redraw = () => render(content(close, redraw), dialog, { renderBefore });
    redraw();
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog && kind === "sheet") dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-focus]")?.focus();
  });
}

export interface Question {
  /** A question that names the object. */
  title: string;
  /** What is lost. */
  text: string;
  /** The verb on the confirming key, the same as on the button that asked. */
  verb: string;
  cancel?: string;
}

/** Asks before something is destroyed. The focus starts on the safe answer. */
export async function confirmDialog(question: Question): Promise<boolean> {
  const answer = await openDialog<boolean>(question.title, (close) => {
    return html`<h2 class="dialog-title">${visible(question.title)}</h2>
      <p class="dialog-text">${question.text || nothing}</p>
      <div class="dialog-keys">
        <button type="button" class="key key-secondary" data-focus @click=${() => close(false)}>
          <span>${question.cancel ?? t(CANCEL)}</span>
        </button>
        ${key({ label: question.verb, kind: "solid-danger", press: () => close(true) })}
      </div>`;
  });
  return answer === true;
}
