import { html, type TemplateResult } from "lit";
import "./find.css";
import { icon } from "../icons";

export interface FindOptions {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly input: (value: string) => void;
}

const LIMIT = 100;

/** The field that searches a list; every list has it at the same place, and `/` leads to it. */
export function find({ id, label, value, input }: FindOptions): TemplateResult {
  return html`<label class="search">${icon("search")}<span class="visually-hidden">${label}</span>
    <input id=${id} type="search" placeholder=${label} maxlength=${LIMIT} autocomplete="off" .value=${value}
      @input=${(event: Event) => input((event.target as HTMLInputElement).value.slice(0, LIMIT))} /></label>`;
}

/** Whether every word that is looked for stands in one of these texts. */
export function isFound(wanted: string, texts: readonly (string | null | undefined)[]): boolean {
  const said = texts.filter(Boolean).join("\n").toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}
