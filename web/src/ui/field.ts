import { html, nothing, type TemplateResult } from "lit";

let fields = 0;

/** Characters as people and the server count them: code points, not UTF-16 units. */
export function codePoints(text: string): number {
  return [...text].length;
}

/** Cuts a text to `limit` code points; nothing is cut in the middle of a surrogate pair. */
export function cut(text: string, limit: number): string {
  return codePoints(text) <= limit ? text : [...text].slice(0, limit).join("");
}

export interface FieldOptions {
  label: string;
  value: string;
  input: (value: string) => void;
  limit?: number;
  error?: string | undefined;
  placeholder?: string;
  hint?: string;
  autofocus?: boolean;
  class?: string;
  inputMode?: "url" | "text";
  name?: string;
  id?: string;
}

/** An id that is stable for one place in one page. */
export function fieldId(name: string): string {
  return `field-${name}-${++fields}`;
}

/** A text field: its label above, its counter from the first character, its error inside right. */
export function field(options: FieldOptions & { id: string }): TemplateResult {
  const { id, value, limit, error } = options;
  const used = codePoints(value);
  const noteId = `${id}-note`;
  const note = error ?? (limit !== undefined && used > 0 ? `${used}/${limit}` : undefined);
  return html`<div class="field ${error ? "field-wrong" : ""} ${options.class ?? ""}">
    <label for=${id}>${options.label}${options.hint ? html` <span class="field-hint">${options.hint}</span>` : nothing}</label>
    <div class="field-box">
      <input id=${id} name=${options.name ?? nothing} type="text" autocomplete="off" .value=${value}
        placeholder=${options.placeholder ?? nothing} inputmode=${options.inputMode ?? nothing}
        aria-invalid=${error ? "true" : nothing} aria-describedby=${note ? noteId : nothing}
        @input=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (limit !== undefined && codePoints(input.value) > limit) input.value = cut(input.value, limit);
          options.input(input.value);
        }} />
      <span id=${noteId} class="field-note num">${note ?? nothing}</span>
    </div>
  </div>`;
}
