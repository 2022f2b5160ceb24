import type { PeopleSeam } from "../kinds/seam";
import { LINKS, ROLES } from "../kinds/words";
import { LINK } from "./header-link";

const READS = {
  en: "Whoever has it reads and hears everything here.",
  ru: "У кого есть ссылка, тот прочтёт и услышит здесь всё.",
};

/** Apart from the rest of `kind.ts`, because the session's own page needs this alone. */
export const MEMBERS: PeopleSeam = {
  roles: { ...ROLES, editor: { en: "Recorder", ru: "Запись" }, viewer: { en: "Reader", ru: "Чтение" } },
  links: { ...LINKS, view: { en: "Read", ru: "Читают" } },
  share: {
    kind: LINK.kind,
    path: (id) => `/session/${id}`,
    says: { view: READS, edit: READS },
  },
};
