import { html, nothing } from "lit";
import { navigate } from "../app/router";
import { t } from "../i18n";
import type { Kind } from "../kinds/seam";
import type { contract } from "../sdk";
import { shareMiniature } from "../ui/list/miniature";
import { statusPill } from "../ui/pill";
import { LINK } from "./header-link";
import { LISTEN } from "./words";

const HEARD = { en: "{n} % heard", ru: "Прослушано {n} %" };

/** The listening history: everybody has one, and its row is the book that was heard last. */
export const KIND: Kind = {
  ...LINK,
  name: LISTEN.pages,
  page: () => "/listen/sessions",
  row: {
    none: { en: "Nothing heard yet.", ru: "Пока ничего не прослушано." },
    live: ["playing"],
    facts: (row) => {
      const { artist, device } = row.facts as contract.ListeningFacts;
      return [artist, device];
    },
    /** How much of the book is heard. */
    state: (row) => {
      if (row.state === "playing") return statusPill(row.state);
      const heard = (row.facts as contract.ListeningFacts | null)?.heard ?? null;
      if (heard === null) return nothing;
      return html`<span class="num"><span aria-hidden="true">${heard} %</span><span class="visually-hidden">${t(HEARD, { n: heard })}</span></span>`;
    },
    miniature: (row) => {
      const { heard } = row.facts as contract.ListeningFacts;
      return heard === null ? nothing : shareMiniature(heard);
    },
    picture: (row) => (row.facts as contract.ListeningFacts | null)?.artwork_url,
    menu: () => [
      { label: t(LISTEN.player), icon: "play", press: () => navigate("/listen") },
      { label: t(LISTEN.history), icon: "list", press: () => navigate("/listen/sessions") },
      { label: t(LISTEN.statistics), icon: "activity", press: () => navigate("/listen/statistics") },
    ],
  },
  start: {
    address: "/listen",
    worksOffline: true,
    ask: () => void import("./player/chooser").then(({ chooseAndOpen }) => chooseAndOpen()),
    text: {
      en: "Your audiobooks, and a truthful record of when and for how long you listened.",
      ru: "Ваши аудиокниги и честная запись, когда и сколько вы слушали.",
    },
    line: { en: "Your audiobooks, and when you heard them", ru: "Аудиокниги и их история" },
    action: { en: "Open an audio file", ru: "Открыть аудиофайл" },
    shortAction: { en: "Open", ru: "Открыть" },
    shortKey: { en: "Listen", ru: "Слушать" },
    miniature: async () => (await import("./miniature")).listenMiniature,
  },
};
