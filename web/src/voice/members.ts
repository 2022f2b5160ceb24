import type { PeopleSeam } from "../kinds/seam";
import { LINKS, ROLES } from "../kinds/words";

/** Apart from the rest of `kind.ts`, because the session's own page needs this alone. */
export const MEMBERS: PeopleSeam = {
  roles: { ...ROLES, editor: { en: "Recorder", ru: "Запись" }, viewer: { en: "Reader", ru: "Чтение" } },
  links: { ...LINKS, view: { en: "Read", ru: "Читают" } },
};
