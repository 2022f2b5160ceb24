import { t } from "../i18n";
import { attempt } from "../ui/attempt";
import type { MenuItem } from "../ui/menu";
import { PEOPLE } from "./words";

/** The entry in the menu of a session that is somebody else's. */
export function reportItem(sessionId: string): MenuItem {
  const press = (): void => void attempt(async () => (await import("./report-dialog")).report(sessionId));
  return { label: t(PEOPLE.report), press };
}
