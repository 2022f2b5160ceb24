/** What most kinds call their roles, and what their link lets people do. */
import type { Phrase } from "../i18n";
import type { LinkName, RoleName } from "./seam";

export const ROLES: Readonly<Record<RoleName, Phrase>> = {
  owner: { en: "Owner", ru: "Владелец" },
  "co-owner": { en: "Co-owner", ru: "Совладелец" },
  editor: { en: "Editor", ru: "Редактор" },
  viewer: { en: "Viewer", ru: "Зритель" },
};

export const LINKS: Readonly<Record<LinkName, Phrase>> = {
  nobody: { en: "Nobody", ru: "Никто" },
  view: { en: "View", ru: "Смотрят" },
  edit: { en: "Edit", ru: "Меняют" },
};
