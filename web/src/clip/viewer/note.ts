import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { codePoints, cut } from "../../ui/field";
import { icon } from "../../ui/icons";
import { iconKey } from "../../ui/key";
import { hms } from "../timeline";
import { CLIP } from "../words";
import { VIEWER } from "./words";

/** C15: a hard limit, counted in code points. */
export const NOTE_LIMIT = 100;

export interface NoteField {
  readonly text: string;
  /** The offset when the field was opened: that is the moment's time, however long the typing takes. */
  readonly seconds: number;
}

export interface NoteActions {
  readonly input: (text: string) => void;
  readonly send: () => void;
  readonly close: () => void;
}

/** `time` is that of the tap which the note belongs to, if it belongs to one. */
export function noteKey(open: () => void, time?: string): TemplateResult {
  return html`<button type="button" class="key key-secondary add-note" aria-keyshortcuts="N" @click=${open}>
    ${icon("bubble", 18)}<span>${time ? t(VIEWER.addNoteTo, { time }) : t(VIEWER.addNote)}</span>
  </button>`;
}

export function noteField(note: NoteField, actions: NoteActions): TemplateResult {
  const used = codePoints(note.text);
  return html`<form class="note" @submit=${(event: Event) => {
    event.preventDefault();
    actions.send();
  }}>
    <div class="note-head num">
      <label for="viewer-note">${t(CLIP.note)}</label>
      <span class="note-at">${t(VIEWER.at, { time: hms(note.seconds) })}</span>
      <span id="viewer-note-count" class="note-count">${used > 0 ? `${used}/${NOTE_LIMIT}` : nothing}</span>
    </div>
    <div class="note-box">
      <input id="viewer-note" type="text" autocomplete="off" enterkeyhint="send" .value=${note.text}
        placeholder=${t(VIEWER.placeholder)} aria-describedby="viewer-note-count"
        @input=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (codePoints(input.value) > NOTE_LIMIT) input.value = cut(input.value, NOTE_LIMIT);
          actions.input(input.value);
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Escape") actions.close();
        }} />
      ${iconKey({ label: t(VIEWER.closeNote), icon: "close", press: actions.close })}
    </div>
  </form>`;
}
