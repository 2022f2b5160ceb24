import { nothing } from "lit";
import { count, t } from "../i18n";
import type { Kind } from "../kinds/seam";
import type { contract } from "../sdk";
import { heatMiniature } from "../ui/list/miniature";
import { type PillStatus, statusPill } from "../ui/pill";
import { LINK } from "./header-link";
import { bars } from "./heat";
import { MEMBERS } from "./members";

const TAPS = {
  en: { one: "1 tap", other: "{n} taps" },
  ru: { one: "{n} нажатие", few: "{n} нажатия", many: "{n} нажатий" },
};

export const KIND: Kind = {
  ...LINK,
  name: { en: "Clip", ru: "Клипы" },
  /** The streamer's own page for who may do something there. */
  page: (id, role) => (role === "viewer" || role === null ? `/c/${id}` : `/clips/${id}`),
  row: {
    none: { en: "No clip sessions yet.", ru: "Сессий клипов пока нет." },
    live: ["active"],
    facts: (row) => {
      const { game, taps } = row.facts as contract.ClipFacts;
      return [game, taps === null ? null : count(taps, TAPS)];
    },
    state: ({ state }) => statusPill(state as PillStatus),
    miniature: (row) => {
      const { heat } = row.facts as contract.ClipFacts;
      return heat ? heatMiniature(bars(heat)) : nothing;
    },
    link: {
      copy: { en: "Copy viewer link", ru: "Скопировать ссылку для зрителей" },
      copied: { en: "Viewer link copied.", ru: "Ссылка для зрителей скопирована." },
    },
  },
  start: {
    address: "/clips?new",
    text: {
      en: "Viewers press one button. You get every timestamp.",
      ru: "Зрители жмут одну кнопку. У вас время каждого момента.",
    },
    line: { en: "One button, every timestamp", ru: "Одна кнопка, все моменты" },
    action: { en: "New clip session", ru: "Новая сессия клипов" },
    shortAction: { en: "New", ru: "Новая" },
    shortKey: { en: "New clips", ru: "Новые клипы" },
    miniature: async () => (await import("./miniature")).clipsMiniature,
  },
  people: MEMBERS,
  isRetained: true,
  bin: {
    sessions: "/api/clip-sessions/",
    deleted: "/api/deleted/clip-sessions",
    question: async (title, row) => {
      const { LIST, LOST_TAPS } = await import("./list/words");
      return {
        title: t(LIST.deleteTitle, { title }),
        text: count((row.facts as contract.ClipFacts).taps ?? 0, LOST_TAPS),
        verb: t(LIST.deleteVerb),
        said: t(LIST.deleted),
      };
    },
  },
};
