import { html, type LitElement, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { codePoints, cut } from "../../ui/field";
import { attempt, saveNote } from "../actions";
import { CLIP } from "../words";
import type { Moment } from "./moments";

const LIMIT = 100;

/** One note of a list of moments is edited in place: Enter saves, Esc restores, leaving the field saves. */
export class NoteEditor {
  private edited: { moment: Moment; text: string } | undefined;

  /** `saved` gets whether the server stored the note. */
  constructor(
    private readonly host: LitElement,
    private readonly saved: (storing: Promise<boolean>) => unknown = () => {},
  ) {}

  get isOpen(): boolean {
    return this.edited !== undefined;
  }

  async open(moment: Moment): Promise<void> {
    this.edited = { moment, text: moment.note ?? "" };
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.host.querySelector<HTMLInputElement>(".note-editor input")?.focus();
  }

  /** The field in place of this moment's note; undefined while the note is not edited. */
  field(moment: Moment): TemplateResult | undefined {
    if (this.edited?.moment.id !== moment.id) return;
    const { text } = this.edited;
    const used = codePoints(text);
    return html`<span class="note-editor">
      <input type="text" autocomplete="off" aria-label=${t(CLIP.note)} .value=${text}
        @input=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (codePoints(input.value) > LIMIT) input.value = cut(input.value, LIMIT);
          this.edited = { moment, text: input.value };
          this.host.requestUpdate();
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter" && !event.isComposing) void this.close(true);
          else if (event.key === "Escape") void this.close(false);
          else return;
          event.preventDefault();
        }}
        @blur=${() => void this.close(true)} />
      <span class="note-editor-count num">${used > 0 ? `${used}/${LIMIT}` : nothing}</span>
    </span>`;
  }

  private async close(save: boolean): Promise<void> {
    const { edited, host } = this;
    if (!edited) return;
    const { moment } = edited;
    const hadFocus = host.querySelector(".note-editor")?.contains(document.activeElement);
    this.edited = undefined;
    host.requestUpdate();
    const note = edited.text.trim();
    if (save && note !== (moment.note ?? "")) this.saved(attempt(() => saveNote(moment.noted, note)));
    await host.updateComplete;
    if (hadFocus) host.querySelector<HTMLElement>(`[data-id="${CSS.escape(moment.id)}"]`)?.focus();
  }
}
