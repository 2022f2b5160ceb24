import type { PeopleSeam } from "../kinds/seam";
import { LINKS, ROLES } from "../kinds/words";
import { LINK } from "./header-link";

/** Apart from the rest of `kind.ts`, because the session's own page needs this alone. */
export const MEMBERS: PeopleSeam = {
  roles: { ...ROLES, "co-owner": { en: "Moderator", ru: "Модератор" } },
  links: { ...LINKS, edit: { en: "Mark", ru: "Отмечают" } },
  share: {
    kind: LINK.kind,
    path: (id) => `/c/${id}`,
    says: {
      view: {
        en: "With the link, people watch what others mark.",
        ru: "По ссылке смотрят, что отмечают другие.",
      },
      edit: {
        en: "With the link, people mark while you are live.",
        ru: "По ссылке отмечают моменты, пока вы в эфире.",
      },
    },
  },
  slow: {
    between: { en: "Wait between moments", ru: "Пауза между моментами" },
    off: { en: "2 s", ru: "2 с" },
    seconds: [10, 30, 120],
  },
  parts: {
    staff: { en: "Owners and moderators", ru: "Владельцы и модераторы" },
    others: { en: "Viewers with access", ru: "Зрители с доступом" },
  },
  removeText: {
    en: "This browser cannot open the session again. Another browser makes a new guest: slow mode holds that back, removing does not. Undo stays in Recent steps.",
    ru: "Этот браузер больше не откроет сессию. Другой браузер станет новым гостем: его сдержит медленный режим, но не удаление. Отменить можно в «Последних действиях».",
  },
  sent: ["clip_submitted", "clip_removed", "moment_removed", "moments_restored"],
};
