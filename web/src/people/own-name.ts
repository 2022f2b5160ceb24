import { html, type TemplateResult } from "lit";
import { client } from "../app/client";
import { t } from "../i18n";
import { askFor } from "../ui/ask-for";
import { attempt } from "../ui/attempt";
import "./own-name.css";
import { visible } from "../i18n/bidi";
import { PANEL } from "./panel-words";
import { PEOPLE } from "./words";

const NAME_LIMIT = 32;

/** Asks for the name that others see. */
export async function changeName(): Promise<void> {
  const before = client.user?.name ?? "";
  const name = await askFor(
    t(PEOPLE.yourName),
    t(PEOPLE.name),
    t(PEOPLE.saveName),
    before,
    t(PANEL.nameHelp),
    NAME_LIMIT,
  );
  if (name && name !== before) await attempt(() => client.rename(name));
}

/** One's own name, which can be changed where it stands. */
export function ownName(name: string): TemplateResult {
  return html`<button type="button" class="people-own-name" title=${t(PANEL.changeName)} @click=${() => void changeName()}><bdi>${visible(name)}</bdi></button>`;
}
