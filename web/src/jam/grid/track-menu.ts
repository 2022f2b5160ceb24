import { t } from "../../i18n";
import { attempt } from "../../ui/attempt";
import type { MenuItem } from "../../ui/menu";
import { showToast } from "../../ui/toast";
import type { Track } from "../document/model";
import type { JamView } from "../view";
import { WORDS } from "../words";

/** The other actions on a track. */
export function trackMenu(view: JamView, track: Track): MenuItem[] {
  const at = view.tracks.indexOf(track);
  const silent = view.player.silenced.has(track.id);
  const items: MenuItem[] = [
    { label: t(WORDS.renameTrack), press: () => open((dialogs) => dialogs.renameTrack(view, track)) },
    { label: t(WORDS.sound), press: () => open((dialogs) => dialogs.chooseSound(view, track)) },
    { label: t(WORDS.copyTrack), icon: "copy", press: () => copy(view, track) },
    { label: t(WORDS.clearTrack), press: () => clear(view, track) },
    {
      label: t(silent ? WORDS.unmuteForMe : WORDS.muteForMe),
      press: () => view.player.silence(track.id, !silent),
    },
  ];
  if (at > 0) items.push({ label: t(WORDS.moveUp), press: () => view.place(track, at - 1) });
  if (at < view.tracks.length - 1)
    items.push({ label: t(WORDS.moveDown), press: () => view.place(track, at + 1) });
  items.push({ label: t(WORDS.deleteTrack), danger: true, press: () => remove(view, track) });
  return items;
}

function undoable(view: JamView, edit: string | null, text: string): void {
  if (edit === null) return;
  showToast({ text, action: { label: t(WORDS.undo), press: () => view.session.editor.undo(edit) } });
}

function clear(view: JamView, track: Track): void {
  undoable(view, view.clear(track), t(WORDS.cleared, { name: track.name }));
}

function remove(view: JamView, track: Track): void {
  undoable(view, view.remove(track), t(WORDS.trackDeleted, { name: track.name }));
}

function copy(view: JamView, track: Track): void {
  if (view.copy(track, t(WORDS.copyOf, { name: track.name })) === null)
    showToast({ text: t(WORDS.full, { n: view.session.limits.tracks }) });
}

export async function addTrack(view: JamView): Promise<void> {
  await attempt(async () => (await import("../dialogs")).addTracks(view));
}

function open(act: (dialogs: typeof import("../dialogs")) => Promise<void>): void {
  void attempt(async () => act(await import("../dialogs")));
}
