import { html, nothing, svg, type TemplateResult } from "lit";
import { navigate } from "../app/router";
import { t } from "../i18n";
import { key } from "../ui/key";
import "./notfound.css";

export const WORDS = {
  session: { en: "Session not found" },
  sessionText: { en: "This session doesn't exist" },
  create: { en: "Create New Session" },
  home: { en: "Go Home" },
  typed: {
    en: "Typed it by hand? Check the last characters of the link.",
    ru: "Набирали вручную? Проверьте последние знаки ссылки.",
  },
  page: { en: "Page not found", ru: "Страница не найдена" },
};

/** A step grid that fades out on both sides, with one step missing. */
function missingStep(): TemplateResult {
  const columns = Array.from({ length: 16 }, (_, index) => index);
  return html`<svg class="missing-step" viewBox="0 0 624 114" aria-hidden="true">
    <defs>
      <linearGradient id="missing-fade"><stop offset="0" class="fade-out" /><stop offset=".25" /><stop offset=".75" /><stop offset="1" class="fade-out" /></linearGradient>
      <mask id="missing-mask"><rect class="mask-fill" width="624" height="114" fill="url(#missing-fade)" /></mask>
    </defs>
    <g mask="url(#missing-mask)">
      ${[0, 1, 2].map((row) =>
        columns.map((column) =>
          row === 1 && column === 7
            ? nothing
            : svg`<rect class="step" x=${column * 39 + 2} y=${row * 39 + 1} width="34" height="34" rx="6" />`,
        ),
      )}
    </g>
    <rect class="step-missing" x="276" y="41" width="32" height="32" rx="6" />
  </svg>`;
}

/** Nothing is at this address. It is said and never redirected. `create`: where a session like the missing one is made. */
export function notFoundContent(path: string, create?: string): TemplateResult {
  return html`<div class="not-found">
    ${missingStep()}
    <h1 tabindex="-1">${create ? t(WORDS.session) : t(WORDS.page)}</h1>
    ${create ? html`<p class="not-found-text">${t(WORDS.sessionText)}</p>` : nothing}
    <p class="not-found-path mono">${path}</p>
    <div class="not-found-keys">
      ${create ? key({ label: t(WORDS.create), kind: "primary", size: "large", press: () => navigate(create) }) : nothing}
      ${key({ label: t(WORDS.home), size: "large", kind: create ? "secondary" : "primary", press: () => navigate("/") })}
    </div>
    <p class="not-found-hint">${t(WORDS.typed)}</p>
  </div>`;
}
