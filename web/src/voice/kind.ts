import { html, nothing } from "lit";
import { count, t } from "../i18n";
import type { Kind } from "../kinds/seam";
import type { contract } from "../sdk";
import { waveMiniature } from "../ui/list/miniature";
import { type PictogramName, pictogram } from "../ui/pictogram";
import { LINK } from "./header-link";
import { MEMBERS } from "./members";
import { INTERRUPTED, STATUS } from "./status-words";
import { clock } from "./time";

const OPEN_TASKS = {
  en: { one: "1 task open", other: "{n} tasks open" },
  ru: { one: "{n} задача открыта", few: "{n} задачи открыты", many: "{n} задач открыто" },
};

/** What rests says how long it is. */
const RESTING: ReadonlySet<string> = new Set(["ready", "closed"]);

export const KIND: Kind = {
  ...LINK,
  page: (id) => `/session/${id}`,
  row: {
    none: { en: "No voice sessions yet.", ru: "Голосовых сессий пока нет." },
    live: ["recording", "cutting", "final_uploading"],
    facts: (row) => {
      const { project, recorder_name, open_tasks, speakers } = row.facts as contract.VoiceFacts;
      return [
        project,
        row.state === "recording" ? recorder_name : null,
        row.state === "recording" ? null : speakers?.join(", "),
        open_tasks ? count(open_tasks, OPEN_TASKS) : null,
      ];
    },
    state: (row) => {
      const facts = row.facts as contract.VoiceFacts | null;
      if (RESTING.has(row.state ?? "") && !facts?.interrupted)
        return facts?.duration_ms ? html`<span class="num">${clock(facts.duration_ms)}</span>` : nothing;
      const name = row.state as PictogramName;
      const word = t(facts?.interrupted ? INTERRUPTED : STATUS[name]);
      return html`${pictogram(name, word)}<span class="room-word" aria-hidden="true">${word}</span>`;
    },
    miniature: ({ facts, state }) => {
      const { peaks } = facts as contract.VoiceFacts;
      return peaks?.length ? waveMiniature(peaks, state === "recording") : nothing;
    },
  },
  start: {
    address: "/session?new",
    text: {
      en: "Record on any page. What you said is kept, even offline.",
      ru: "Записывайте с любой страницы. Сказанное сохранится даже без сети.",
    },
    line: { en: "Record on any page", ru: "Запись с любой страницы" },
    action: { en: "Record now", ru: "Записать" },
    shortAction: { en: "Record", ru: "Записать" },
    shortKey: { en: "Record now", ru: "Записать" },
    miniature: async () => (await import("./miniature")).voiceMiniature,
  },
  people: MEMBERS,
  isRetained: true,
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
