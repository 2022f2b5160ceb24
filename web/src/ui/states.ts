import { html, nothing, svg, type TemplateResult } from "lit";
import { t } from "../i18n";
import { visible } from "../i18n/bidi";
import { key } from "./key";
import { pictogram } from "./pictogram";

/** Nine dots with one bar: the picture of an empty list. */
function toneLine(): TemplateResult {
  return html`<svg class="tone-line" width="80" height="16" viewBox="0 0 80 16" aria-hidden="true">
    ${[2, 11.5, 21, 30.5, 49.5, 59, 68.5, 78].map((x) => svg`<circle cx=${x} cy="8" r="2" />`)}
    <rect x="38" y="1" width="4" height="14" rx="2" />
  </svg>`;
}

/** An empty list, with what to do. `heading` when the page has nothing else. */
export function emptyState(
  sentence: string,
  help?: string,
  action?: TemplateResult,
  heading = false,
): TemplateResult {
  return html`<div class="state-frame">
    ${toneLine()}
    ${heading ? html`<h1 class="state-sentence">${visible(sentence)}</h1>` : html`<p class="state-sentence">${visible(sentence)}</p>`}
    ${help ? html`<p class="state-help">${help}</p>` : nothing} ${action ?? nothing}
  </div>`;
}

const WORDS = {
  error: { en: "Error", ru: "Ошибка" },
  tryAgain: { en: "Try again", ru: "Повторить" },
  reference: { en: "Reference {id}", ru: "Номер {id}" },
  loading: { en: "Loading", ru: "Загрузка" },
  stillLoading: { en: "Still loading…", ru: "Всё ещё загружаем…" },
};

/** What failed and what to do; `reference` is the request id, which is in the log. */
export function errorState(sentence: string, retry: () => void, reference?: string): TemplateResult {
  return html`<div class="state-frame" role="alert">
    ${pictogram("error", t(WORDS.error))}
    <p class="state-sentence">${sentence}</p>
    ${key({ label: t(WORDS.tryAgain), press: retry })}
    ${reference ? html`<p class="state-reference">${t(WORDS.reference, { id: reference })}</p>` : nothing}
  </div>`;
}

/**
 * Placeholders in the final layout. The style sheet shows them after 200 ms, and the sentence after 5 s, so that a fast
 * answer shows neither.
 */
export function loading(skeleton: TemplateResult): TemplateResult {
  return html`<div class="loading" role="status" aria-label=${t(WORDS.loading)}>
    ${skeleton}
    <p class="still-loading">${t(WORDS.stillLoading)}</p>
  </div>`;
}
