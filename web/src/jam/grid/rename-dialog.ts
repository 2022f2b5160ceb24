import { html } from "lit";
import { t } from "../../i18n";
import { openDialog } from "../../ui/dialog";
import { field } from "../../ui/field";
import { key } from "../../ui/key";
import { DIALOGS } from "../dialog-words";
import type { Track } from "../document/model";
import type { JamView } from "../view";

export async function renameTrack(view: JamView, track: Track): Promise<void> {
  let name = track.name;
  const answer = await openDialog<string>(t(DIALOGS.trackName), (close, redraw) => {
    const submit = (event: Event) => {
      event.preventDefault();
      close(name.trim());
    };
    return html`<form @submit=${submit}>
      <h2 class="dialog-title">${t(DIALOGS.rename2)}</h2>
      ${field({
        id: "track-name",
        label: t(DIALOGS.trackName),
        value: name,
        limit: 32,
        input: (value) => {
          name = value;
          redraw();
        },
      })}
      <div class="dialog-keys">
        ${key({ label: t(DIALOGS.cancel), press: () => close() })}
        ${key({ label: t(DIALOGS.rename2), kind: "primary", submit: true, press: () => undefined })}
      </div>
    </form>`;
  });
  if (answer) view.set(track.id, "name", answer);
}
