import { html } from "lit";
import { t } from "../i18n";
import type { Kind } from "../kinds/seam";
import type { contract } from "../sdk";
import { type PictogramName, pictogram } from "../ui/pictogram";
import { LINK } from "./header-link";
import { MEMBERS } from "./members";
import { INTERRUPTED, STATUS } from "./status-words";

export const KIND: Kind = {
  ...LINK,
  page: (id) => `/session/${id}`,
  row: {
    none: { en: "No voice sessions yet.", ru: "Голосовых сессий пока нет." },
    live: ["recording", "cutting", "final_uploading"],
    facts: (row) => {
      const { project, recorder_name } = row.facts as contract.VoiceFacts;
      return [project, row.state === "recording" ? recorder_name : null];
    },
    state: (row) => {
      const facts = row.facts as contract.VoiceFacts | null;
      const name = row.state as PictogramName;
      const word = t(facts?.interrupted ? INTERRUPTED : STATUS[name]);
      return html`${pictogram(name, word)}<span class="room-word" aria-hidden="true">${word}</span>`;
    },
  },
  start: {
    address: "/session?new",
    text: {
      en: "Record on any page. What you said is kept, even offline.",
      ru: "Записывайте с любой страницы. Сказанное сохранится даже без сети.",
    },
    line: { en: "Record on any page", ru: "Запись с любой страницы" },
    action: { en: "New voice session", ru: "Новая голосовая сессия" },
    shortAction: { en: "New", ru: "Новая" },
    shortKey: { en: "New voice", ru: "Новый голос" },
    miniature: async () => (await import("./miniature")).voiceMiniature,
  },
  people: MEMBERS,
  bin: {
    sessions: "/voicebot/sessions/",
    deleted: "/voicebot/deleted",
    question: async (name) => {
      const { VOICE } = await import("./words");
      return {
        title: t(VOICE.deleteSessionTitle),
        text: t(VOICE.deleteSessionText, { name }),
        verb: t(VOICE.deleteVerb),
        said: t(VOICE.sessionDeleted),
      };
    },
    list: async () => (await import("./bin")).deletedVoice(),
  },
};
