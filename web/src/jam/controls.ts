/** Sliders and number fields of the instrument. */

import { html, nothing, type TemplateResult } from "lit";
import { css } from "../ui/css";

export interface SliderOptions {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** With Shift. */
  big: number;
  /** The value after a double click. */
  reset: number;
  /** The value as text. */
  text: string;
  change: (value: number) => void;
  disabled?: boolean;
  class?: string;
}

/** A range: arrows ± one step, Shift and arrows ± ten, a double click resets. */
export function slider(options: SliderOptions): TemplateResult {
  const { min, max, value } = options;
  const set = (next: number) => {
    const stepped = Math.round(Math.min(max, Math.max(min, next)) / options.step) * options.step;
    options.change(Number(stepped.toFixed(4)));
  };
  return html`<input type="range" class="jam-slider ${options.class ?? ""}" min=${min} max=${max} step=${options.step}
    .value=${String(value)} aria-label=${options.label} aria-valuetext=${options.text} ?disabled=${options.disabled ?? false}
    style=${css({ "--at": `${((value - min) / (max - min)) * 100}%` })}
    @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}
    @dblclick=${() => set(options.reset)}
    @keydown=${(event: KeyboardEvent) => {
      const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
      if (way === undefined || !event.shiftKey) return;
      event.preventDefault();
      set(value + way * options.big);
    }} />`;
}

/** A slider with its name and its value above. */
export function labelled(options: SliderOptions, name: string): TemplateResult {
  return html`<div class="jam-labelled ${options.class ?? ""}">
    <span class="label">${name}</span><output class="jam-value">${options.text}</output>${slider({ ...options, class: "" })}
  </div>`;
}

export interface StepperOptions {
  label: string;
  value: number;
  min: number;
  max: number;
  text: string;
  lower: string;
  higher: string;
  change: (value: number) => void;
  disabled?: boolean;
}

/** A whole number with a key on each side. */
export function stepper(options: StepperOptions): TemplateResult {
  const { value, min, max, disabled } = options;
  const button = (sign: string, label: string, to: number) => html`<button type="button" class="jam-nudge"
    aria-label=${`${options.label}: ${label}`} ?disabled=${disabled || to < min || to > max} @click=${() => options.change(to)}>${sign}</button>`;
  return html`<div class="jam-labelled">
    <span class="label">${options.label}</span>
    <span class="jam-stepper" role="group" aria-label=${options.label}>
      ${button("−", options.lower, value - 1)}<output>${options.text}</output>${button("+", options.higher, value + 1)}
    </span>
  </div>`;
}

/** A number that is typed: shown large, and limited to its range when the field is left. */
export function numberField(options: {
  id: string;
  label: string;
  value: number;
  min: number;
  max: number;
  unit: string;
  change: (value: number) => void;
  disabled?: boolean;
}): TemplateResult {
  const { min, max, value } = options;
  const commit = (input: HTMLInputElement) => {
    const typed = Number(input.value.replace(",", "."));
    const next =
      input.value.trim() === "" || !Number.isFinite(typed)
        ? value
        : Math.round(Math.min(max, Math.max(min, typed)));
    input.value = String(next);
    if (next !== value) options.change(next);
  };
  return html`<div class="jam-number">
    <label class="label" for=${options.id}>${options.label}</label>
    <span class="jam-number-line">
      <input id=${options.id} type="text" inputmode="numeric" autocomplete="off" .value=${String(value)} ?disabled=${options.disabled ?? false}
        role="spinbutton" aria-valuenow=${value} aria-valuemin=${min} aria-valuemax=${max}
        @change=${(event: Event) => commit(event.target as HTMLInputElement)}
        @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
        @keydown=${(event: KeyboardEvent) => {
          const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
          if (event.key === "Enter") (event.target as HTMLInputElement).blur();
          if (way === undefined) return;
          event.preventDefault();
          options.change(Math.min(max, Math.max(min, value + way * (event.shiftKey ? 10 : 1))));
        }} />
      ${options.unit ? html`<span class="jam-unit">${options.unit}</span>` : nothing}
    </span>
  </div>`;
}
