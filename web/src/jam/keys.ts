/** The keys of the jam page: single ones that work everywhere, and those of a focused step. */

import type { ControlKey, Shortcut } from "../app/shortcuts";
import { t } from "../i18n";
import { SHARE } from "../people/words";
import type { Track } from "./document/model";
import { addTrack } from "./grid/track-menu";
import { tap, togglePlay } from "./transport/transport-bar";
import type { JamView } from "./view";
import { WORDS } from "./words";

export function shortcutsOf(view: JamView): Shortcut[] {
  const { player, session } = view;
  const onTrack = (act: (track: Track) => void) => () => {
    if (view.track && !session.isReadOnly) act(view.track);
  };
  return [
    { key: "Space", label: t(WORDS.play), run: () => togglePlay(view) },
    {
      key: "M",
      label: t(WORDS.muteKey),
      run: onTrack((track) => view.set(track.id, "muted", !track.muted)),
    },
    {
      key: "S",
      label: t(WORDS.soloKey),
      run: onTrack((track) => view.set(track.id, "soloed", !track.soloed)),
    },
    { key: "T", label: t(WORDS.tap), run: () => tap(view) },
    { key: "[", label: t(WORDS.previousPage), run: () => view.turn(view.page - 1) },
    { key: "]", label: t(WORDS.nextPage), run: () => view.turn(view.page + 1) },
    {
      key: "A",
      label: t(WORDS.addTrack),
      run: () => {
        if (!session.isReadOnly) void addTrack(view);
      },
    },
    { key: "P", label: t(WORDS.handKey), run: () => view.hand.toggle() },
    {
      key: "G",
      label: t(WORDS.togetherKey),
      run: () => player.choose(player.playMode === "alone" ? "together" : "alone"),
    },
    { key: "U", label: t(SHARE.share), run: () => session.members.share() },
  ];
}

export function controlKeysOf(view: JamView): ControlKey[] {
  if (view.session.isReadOnly) return [];
  return [
    { sign: "← ↑ ↓ →", label: t(WORDS.moveKey) },
    { sign: "Enter", label: t(WORDS.toggleKey) },
    { sign: "Shift ↑ ↓", label: t(WORDS.pitchKey) },
    { sign: "Alt ↑ ↓", label: t(WORDS.volumeKey) },
    { sign: "Del", label: t(WORDS.clearLockKey) },
    { sign: "Ctrl Z", label: t(WORDS.undo) },
    { sign: "Ctrl Shift Z", label: t(WORDS.redo) },
  ];
}
