import { html, type TemplateResult } from "lit";
import "./choice.css";

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** Value and word of each. */
  readonly options: readonly (readonly [string, string])[];
  readonly change: (value: string) => void;
}

/** A choice of one as a field with its label inside. */
export function choice({ id, label, value, options, change }: Choice): TemplateResult {
  return html`<label class="session-filter" for=${id}><span>${label}:</span>
    <select id=${id} @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
      ${options.map(([name, word]) => html`<option value=${name} ?selected=${name === value}>${word}</option>`)}
    </select></label>`;
}
