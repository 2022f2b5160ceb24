import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n";
import { key } from "../ui/key";
import "./people.css";
import type { PeopleWatch } from "./watch";
import { PEOPLE } from "./words";

/** For who may only look: asks for more, or takes that back. */
export function askForMore(watch: PeopleWatch | null): TemplateResult | typeof nothing {
  const you = watch?.people?.you;
  if (!watch || !you || you.may_edit) return nothing;
  return html`<div class="people-ask" role="status">
    <p>${t(you.asked ? PEOPLE.asked : PEOPLE.watching)}</p>
    ${
      you.asked
        ? key({ label: t(PEOPLE.takeBack), size: "small", press: () => void watch.withdraw() })
        : key({ label: t(PEOPLE.ask), size: "small", press: () => void watch.ask() })
    }
  </div>`;
}
