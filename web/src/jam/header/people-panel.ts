import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { PEOPLE } from "../../people/words";
import { iconKey } from "../../ui/key";
import type { JamSession } from "../session";
import type { JamView } from "../view";
import { WORDS } from "../words";

/** Opens and closes the people panel. */
export function peopleKey({ members }: JamSession): TemplateResult {
  return iconKey({
    label: t(PEOPLE.people),
    icon: "people",
    shortcut: "U",
    class: "people-key",
    press: () => members.open(!members.isOpen),
  });
}

/** Who is here, with the place where each works. */
export function peoplePanel({ session }: JamView): TemplateResult {
  const { members, people, state } = session;
  const here = people.others.map(({ id, name, track, step, playing }) => {
    const on = track === null ? undefined : state.tracks.get(track)?.name;
    const place = on === undefined ? {} : { place: t(WORDS.place, { name: on, n: (step ?? 0) + 1 }) };
    return { id, name, playing, ...place };
  });
  return html`<rt-people .watch=${members} .people=${members.people} .here=${here}></rt-people>`;
}
