import { html } from "lit";
import { client } from "../../app/client";
import { t } from "../../i18n";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { CANCEL, openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { ACCESS } from "./access-words";

const HINTS = {
  words: { en: "Words and names that are used here", ru: "Слова и имена, которые здесь звучат" },
  help: {
    en: "They help the transcription of what is recorded from now on.",
    ru: "Они помогают расшифровке того, что будет записано.",
  },
  language: { en: "Language", ru: "Язык" },
  any: { en: "Any", ru: "Любой" },
  save: { en: "Save", ru: "Сохранить" },
};
const LIMIT = 600;
const LANGUAGES = [
  ["", ""],
  ["en", "English"],
  ["ru", "Русский"],
  ["uk", "Українська"],
  ["de", "Deutsch"],
  ["fr", "Français"],
  ["es", "Español"],
] as const;

/** Asks which words and names are used in a session, and which language is spoken. */
export async function askHints(
  session: contract.VoiceSession,
  changed: (session: contract.VoiceSession) => void,
): Promise<void> {
  let { vocabulary = "", language = "" } = session;
  const known = LANGUAGES.some(([code]) => code === language);
  const body = await openDialog<contract.VoiceSessionChange>(
    t(ACCESS.hints),
    (close) => html`<h2 class="dialog-title">${t(ACCESS.hints)}</h2>
      <form @submit=${(event: Event) => {
        event.preventDefault();
        close({ vocabulary: vocabulary.trim().replace(/\s+/g, " "), language });
      }}>
        <div class="field"><label for="hints-words">${t(HINTS.words)}</label>
          <div class="field-box"><input id="hints-words" data-focus maxlength=${LIMIT} autocomplete="off" .value=${vocabulary}
            @input=${(event: Event) => {
              vocabulary = (event.target as HTMLInputElement).value;
            }} /></div>
          <p class="field-help">${t(HINTS.help)}</p></div>
        <div class="field"><label for="hints-language">${t(HINTS.language)}</label>
          <div class="field-box"><select id="hints-language" @change=${(event: Event) => {
            language = (event.target as HTMLSelectElement).value;
          }}>${[...LANGUAGES, ...(known ? [] : [[language, language] as const])].map(
            ([code, name]) =>
              html`<option value=${code} ?selected=${code === language}>${name || t(HINTS.any)}</option>`,
          )}</select></div></div>
        <div class="dialog-keys">
          ${key({ label: t(CANCEL), press: () => close() })}
          ${key({ label: t(HINTS.save), kind: "primary", submit: true, press: () => {} })}
        </div></form>`,
  );
  if (!body) return;
  await attempt(async () => {
    changed(await client.request("PATCH", `/voicebot/sessions/${session.session_id}`, { body }));
  });
}
