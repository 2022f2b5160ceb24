import { nothing } from "lit";
import { rememberOpened } from "../app/opened";
import { count, t } from "../i18n";
import type { Kind } from "../kinds/seam";
import type { contract } from "../sdk";
import { patternMiniature } from "../ui/list/miniature";
import { statusPill } from "../ui/pill";
import { unlockSound } from "./audio/context";
import { LINK } from "./header-link";
import { MEMBERS } from "./members";

const TRACKS = {
  en: { one: "1 track", other: "{n} tracks" },
  ru: { one: "{n} дорожка", few: "{n} дорожки", many: "{n} дорожек" },
};

export const KIND: Kind = {
  ...LINK,
  page: (id) => `/s/${id}`,
  row: {
    none: { en: "No jams yet.", ru: "Джемов пока нет." },
    live: ["playing"],
    facts: ({ facts }) => [count((facts as contract.JamFacts).tracks, TRACKS)],
    miniature: ({ facts }) => patternMiniature((facts as contract.JamFacts).pattern ?? []),
    state: ({ state }) => (state === "playing" ? statusPill(state) : nothing),
  },
  start: {
    address: "/s",
    prepare: unlockSound,
    text: {
      en: "A step sequencer for as many hands as you like. Everyone hears the same step.",
      ru: "Шаговый секвенсор на сколько угодно рук. Все слышат один и тот же шаг.",
    },
    line: { en: "Play a loop together", ru: "Играйте луп вместе" },
    action: { en: "New Session" },
    shortAction: { en: "New Session" },
    shortKey: { en: "New Session" },
    miniature: async () => (await import("./miniature")).jamMiniature,
  },
  people: MEMBERS,
  bin: {
    sessions: "/api/sessions/",
    deleted: "/api/deleted/sessions",
    question: async (name) => {
      const { DIALOGS } = await import("./dialog-words");
      return {
        title: t(DIALOGS.deleteTitle, { name }),
        text: t(DIALOGS.deleteText),
        verb: t(DIALOGS.deleteVerb),
        said: t(DIALOGS.deletedToast),
      };
    },
    restored: (id, title) => rememberOpened(LINK.kind, id, title || null),
  },
  hasRemixes: true,
};
