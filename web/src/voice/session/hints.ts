import { html, nothing } from "lit";
import { client } from "../../app/client";
import { type Phrase, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { CANCEL, openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import "./hints.css";

const HINTS = {
  title: { en: "Words and language", ru: "Слова и язык" },
  words: { en: "Words and names that are used here", ru: "Слова и имена, которые здесь звучат" },
  help: {
    en: "They help the transcription of what is recorded from now on.",
    ru: "Они помогают расшифровке того, что будет записано.",
  },
  project: { en: "For everything in {project}", ru: "Для всего в проекте «{project}»" },
  projectWords: { en: "Words and names of the project", ru: "Слова и имена проекта" },
  projectHelp: {
    en: "Everybody in the project shares them.",
    ru: "Они общие для всех участников проекта.",
  },
  language: { en: "Language", ru: "Язык" },
  projectLanguage: { en: "Language of the project", ru: "Язык проекта" },
  any: { en: "Any", ru: "Любой" },
  asProject: { en: "As in the project", ru: "Как в проекте" },
  save: { en: "Save", ru: "Сохранить" },
} satisfies Record<string, Phrase>;
const LIMIT = 600;
const LANGUAGES = [
  ["en", "English"],
  ["ru", "Русский"],
  ["uk", "Українська"],
  ["de", "Deutsch"],
  ["fr", "Français"],
  ["es", "Español"],
] as const;

/** Words and a language in two fields, which `typed` follows. */
function fields(
  id: string,
  typed: contract.ProjectWords,
  words: Phrase,
  help: Phrase,
  spoken: Phrase,
  none: Phrase,
) {
  const { vocabulary, language } = typed;
  const known = language === "" || LANGUAGES.some(([code]) => code === language);
  const all = [["", t(none)], ...LANGUAGES, ...(known ? [] : [[language, language]])] as const;
  return html`<div class="field"><label for="${id}-words">${t(words)}</label>
      <div class="field-box"><input id="${id}-words" ?data-focus=${id === "hints"} maxlength=${LIMIT} autocomplete="off"
        aria-describedby="${id}-help" .value=${vocabulary} @input=${(event: Event) => {
          typed.vocabulary = (event.target as HTMLInputElement).value;
        }} /></div>
      <p class="field-help" id="${id}-help">${t(help)}</p></div>
    <div class="field"><label for="${id}-language">${t(spoken)}</label>
      <select class="select" id="${id}-language" @change=${(event: Event) => {
        typed.language = (event.target as HTMLSelectElement).value;
      }}>${all.map(([code, name]) => html`<option value=${code} ?selected=${code === language}>${name}</option>`)}</select></div>`;
}

/** Sends what was changed; answers undefined when nothing was. */
async function save(path: string, before: contract.ProjectWords, typed: contract.ProjectWords) {
  const body: contract.ProjectWordsChange = {};
  const vocabulary = typed.vocabulary.trim().replace(/\s+/g, " ");
  if (vocabulary !== before.vocabulary) body.vocabulary = vocabulary;
  if (typed.language !== before.language) body.language = typed.language;
  return Object.keys(body).length ? client.request<unknown>("PATCH", path, { body }) : undefined;
}

/** Asks which words and names are used in a session and in its project, and which language is spoken. */
export async function askHints(
  session: contract.VoiceSession,
  changed: (session: contract.VoiceSession) => void,
): Promise<void> {
  const { vocabulary, language, project } = session;
  const path = `/voicebot/projects/${encodeURIComponent(project ?? "")}`;
  const before: contract.ProjectWords | null = project
    ? await client.request<contract.ProjectWords>("GET", path).catch(() => null) // it is not one of the user's
    : null;
  const own = { vocabulary, language };
  const common = before && { ...before };
  const isSure = await openDialog<true>(
    t(HINTS.title),
    (close) => html`<h2 class="dialog-title">${t(HINTS.title)}</h2>
      <form class="hints-form" @submit=${(event: Event) => {
        event.preventDefault();
        close(true);
      }}>
        ${fields("hints", own, HINTS.words, HINTS.help, HINTS.language, common?.language ? HINTS.asProject : HINTS.any)}
        ${
          common
            ? html`<h3 class="section hints-project">${t(HINTS.project, { project: visible(project ?? "") })}</h3>
              ${fields("project", common, HINTS.projectWords, HINTS.projectHelp, HINTS.projectLanguage, HINTS.any)}`
            : nothing
        }
        <div class="dialog-keys">
          ${key({ label: t(CANCEL), press: () => close() })}
          ${key({ label: t(HINTS.save), kind: "primary", submit: true, press: () => {} })}
        </div></form>`,
  );
  if (!isSure) return;
  await attempt(async () => {
    const saved = await save(`/voicebot/sessions/${session.session_id}`, session, own);
    if (saved) changed(saved as contract.VoiceSession);
    if (before && common) await save(path, before, common);
  });
}
