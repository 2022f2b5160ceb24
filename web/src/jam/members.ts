import type { PeopleSeam } from "../kinds/seam";
import { LINKS, ROLES } from "../kinds/words";
import { LINK } from "./header-link";

/** Apart from the rest of `kind.ts`, because the session's own page needs this alone. */
export const MEMBERS: PeopleSeam = {
  roles: ROLES,
  links: LINKS,
  canLock: true,
  share: {
    kind: LINK.kind,
    path: (id) => `/s/${id}`,
    says: {
      view: { en: "Whoever has it hears the jam.", ru: "У кого есть ссылка, тот слышит джем." },
      edit: {
        en: "Whoever has it hears the jam and changes it. No account.",
        ru: "У кого есть ссылка, тот слышит и меняет джем. Без регистрации.",
      },
    },
  },
  slow: {
    between: { en: "Wait between edits", ru: "Пауза между правками" },
    off: { en: "Off", ru: "Нет" },
    seconds: [2, 10, 30],
  },
};
