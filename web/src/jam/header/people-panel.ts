import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import type { JamView } from "../view";
import { WORDS } from "../words";

/** Who is here, with the place where each works. */
export function peoplePanel({ session }: JamView): TemplateResult {
  const { members, people, state } = session;
  const here = people.others.map(({ id, name, track, step, playing }) => {
    const on = track === null ? undefined : state.tracks.get(track)?.name;
    const place = on === undefined ? {} : { place: t(WORDS.place, { name: on, n: (step ?? 0) + 1 }) };
    return { id, name, playing, ...place };
  });
  return html`<rt-people .watch=${members} .people=${members.people} .here=${here}
    .title=${state.name ?? t(WORDS.untitled)}></rt-people>`;
}
