import { html, nothing, type TemplateResult } from "lit";

export interface Segment<T extends string> {
  value: T;
  label: string;
  count?: number;
}

export interface SegmentedOptions<T extends string> {
  label: string;
  name: string;
  value: T;
  options: readonly Segment<T>[];
  change: (value: T) => void;
  class?: string;
}

/** Moves the highlight from the old choice to the new one (only with transforms; the style sheet times it). */
function slide(from: Element | null, to: Element | null): void {
  if (!from || !to || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const [a, b] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
  const start = `translateX(${a.left - b.left}px) scaleX(${a.width / b.width})`;
  to.querySelector(".thumb")?.animate([{ transform: start }, { transform: "none" }], {
    duration: 120,
    easing: "cubic-bezier(.2,.8,.2,1)",
  });
}

/** A choice of one: native radio buttons, so that arrow keys work and there is one tab stop. */
export function segmented<T extends string>(options: SegmentedOptions<T>): TemplateResult {
  return html`<fieldset class="segmented ${options.class ?? ""}">
    <legend class="visually-hidden">${options.label}</legend>
    ${options.options.map(
      (option) => html`<label class="segment">
        <input type="radio" name=${options.name} value=${option.value} .checked=${option.value === options.value}
          @change=${(event: Event) => {
            const label = (event.target as HTMLElement).closest("label");
            const before =
              label?.parentElement?.querySelector(`input[value="${options.value}"]`)?.closest("label") ??
              null;
            slide(before, label);
            options.change(option.value);
          }} />
        <span class="thumb" aria-hidden="true"></span>
        <span class="segment-word">${option.label}${option.count === undefined ? nothing : html` <span class="segment-count num">${option.count}</span>`}</span>
      </label>`,
    )}
  </fieldset>`;
}
