import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n";
import { codePoints, cut } from "../ui/field";
import { CLIP } from "./words";

const LIMIT = 100;

export interface NoteEditing {
  readonly text: string;
  readonly input: (text: string) => void;
  readonly save: () => void;
  readonly restore: () => void;
}

/** A note that is edited in place: Enter saves, Esc restores, leaving the field saves. */
export function noteEditor(editing: NoteEditing): TemplateResult {
  const used = codePoints(editing.text);
  return html`<span class="note-editor">
    <input type="text" autocomplete="off" aria-label=${t(CLIP.note)} .value=${editing.text}
      @input=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        if (codePoints(input.value) > LIMIT) input.value = cut(input.value, LIMIT);
        editing.input(input.value);
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Enter" && !event.isComposing) editing.save();
        else if (event.key === "Escape") editing.restore();
        else return;
        event.preventDefault();
      }}
      @blur=${editing.save} />
    <span class="note-editor-count num">${used > 0 ? `${used}/${LIMIT}` : nothing}</span>
  </span>`;
}
