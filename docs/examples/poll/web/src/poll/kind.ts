import { t } from "../i18n";
import type { Kind, PeopleSeam } from "../kinds/seam";
import { LINKS, ROLES } from "../kinds/words";

export const MEMBERS: PeopleSeam = {
  roles: ROLES,
  links: LINKS,
  share: {
    kind: "poll",
    path: (id) => `/polls/${id}`,
    says: {
      view: { en: "Whoever has it sees the answers.", ru: "У кого есть ссылка, тот видит ответы." },
      edit: { en: "Whoever has it votes.", ru: "У кого есть ссылка, тот голосует." },
    },
  },
};

export const KIND: Kind = {
  kind: "poll",
  order: 5,
  icon: "list",
  title: { en: "Polls", ru: "Опросы" },
  page: (id) => `/polls/${id}`,
  row: { none: { en: "No polls yet.", ru: "Опросов пока нет." }, live: ["open"] },
  people: MEMBERS,
  bin: {
    sessions: "/api/polls/",
    deleted: "/api/deleted/polls",
    question: async (title) => ({
      title: t({ en: "Delete {title}?", ru: "Удалить «{title}»?" }, { title }),
      text: t({ en: "You can bring it back for 30 days.", ru: "30 дней его можно вернуть." }),
      verb: t({ en: "Delete poll", ru: "Удалить опрос" }),
      said: t({ en: "Poll deleted.", ru: "Опрос удалён." }),
    }),
  },
};
