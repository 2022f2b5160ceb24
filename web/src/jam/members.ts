import type { PeopleSeam } from "../kinds/seam";
import { LINKS, ROLES } from "../kinds/words";

/** Apart from the rest of `kind.ts`, because the session's own page needs this alone. */
export const MEMBERS: PeopleSeam = {
  roles: ROLES,
  links: LINKS,
  canLock: true,
  slow: {
    between: { en: "Wait between edits", ru: "Пауза между правками" },
    off: { en: "Off", ru: "Нет" },
    seconds: [2, 10, 30],
  },
};
