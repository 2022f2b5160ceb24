/** The recordings of a session: play one, see where it is used, delete it, bring it back. */

import { html, nothing, type TemplateResult } from "lit";
import { deletedDialog } from "../../bin/dialog";
import { BIN } from "../../bin/words";
import { locale, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { attempt } from "../../ui/attempt";
import { confirmDialog, openDialog } from "../../ui/dialog";
import { iconKey, key } from "../../ui/key";
import { emptyState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { DIALOGS } from "../dialog-words";
import type { JamView } from "../view";
import { WORDS } from "../words";
import { recordSound } from "./record-dialog";
import type { Recordings } from "./recordings";
import { soundName } from "./sound-name";

type Item = NonNullable<Recordings["items"]>[number];

const KB = 1024;

function facts(view: JamView, item: Item): string {
  const { client, people } = view.session;
  const who = item.by === client.user?.id ? t(DIALOGS.you) : people.nameOf(item.by);
  const seconds = item.seconds.toLocaleString(locale(), { maximumFractionDigits: 1 });
  const size = Math.max(1, Math.round(item.size / KB)).toLocaleString(locale());
  const parts = [t(DIALOGS.seconds, { n: seconds }), t(DIALOGS.kilobytes, { n: size }), who];
  return parts.filter(Boolean).map(String).map(visible).join(" · ");
}

function usedBy(view: JamView, item: Item): string {
  const names = view.tracks.filter((track) => track.sampleId === item.sampleId).map((track) => track.name);
  return names.length > 0 ? t(DIALOGS.usedOn, { names: names.join(", ") }) : t(DIALOGS.unused);
}

function mayDelete(view: JamView, item: Item): boolean {
  const { info, client, isReadOnly } = view.session;
  const own = client.user?.id;
  return !isReadOnly && (info?.ownerId === null || info?.ownerId === own || item.by === own);
}

async function remove(view: JamView, item: Item): Promise<void> {
  const name = soundName(item);
  const isUsed = view.tracks.some((track) => track.sampleId === item.sampleId);
  const sure = await confirmDialog({
    title: t(DIALOGS.deleteTitle, { name }),
    text: `${isUsed ? `${usedBy(view, item)}. ` : ""}${t(DIALOGS.deleteSoundText)}`,
    verb: t(DIALOGS.deleteVerb),
  });
  if (!sure) return;
  const { recordings } = view.player;
  if (await attempt(() => recordings.delete(item.sampleId)))
    showToast({
      text: t(DIALOGS.soundDeleted, { name }),
      icon: "check",
      action: {
        label: t(BIN.undo),
        press: () => void attempt(() => recordings.restore(item.sampleId)),
      },
    });
}

/** What one may bring back; only the owner of the session deletes it for good. */
async function openDeleted(view: JamView): Promise<void> {
  const { session, player } = view;
  const { recordings } = player;
  const isOwner = session.client.user !== null && session.info?.ownerId === session.client.user.id;
  await deletedDialog(async () => {
    await recordings.refresh();
    return recordings.deleted.map((item) => ({
      name: soundName(item),
      detail: facts(view, item),
      deletedAt: new Date(item.deletedAt).toISOString(),
      restore: recordings.restorePath(item.sampleId),
      purge: isOwner ? recordings.purgePath(item.sampleId) : null,
    }));
  });
  await recordings.refresh();
}

export async function openSounds(view: JamView): Promise<void> {
  const { recordings } = view.player;
  let redrawn = () => {};
  const follow = () => redrawn();
  recordings.addEventListener("change", follow);
  view.session.addEventListener("change", follow);
  void recordings.refresh();
  const next = await openDialog<"record">(t(WORDS.sounds), (close, redraw) => {
    redrawn = redraw;
    const { items, deleted, own, most, isFull } = recordings;
    const row = (item: Item): TemplateResult => html`<li class="jam-sound">
      ${iconKey({
        label: t(DIALOGS.hear, { name: soundName(item) }),
        icon: "play",
        press: () => void view.player.audition({ sampleId: item.sampleId, transpose: 0, volume: 1 }),
      })}
      <p><b><bdi>${visible(soundName(item))}</bdi></b><span>${facts(view, item)}</span><span>${usedBy(view, item)}</span></p>
      ${mayDelete(view, item) ? key({ label: t(DIALOGS.deleteSound), kind: "danger", size: "small", press: () => void remove(view, item) }) : nothing}
    </li>`;
    const list = (): TemplateResult => {
      if (items === null) return loading(html``);
      if (items.length === 0) return emptyState(t(DIALOGS.noSounds));
      return html`<ul class="jam-sound-list">${items.map(row)}</ul>`;
    };
    const used = t(isFull ? DIALOGS.soundsFull : DIALOGS.soundsUsed, { n: own, most });
    return html`<h2 class="dialog-title">${t(WORDS.sounds)}</h2>
      <p class="dialog-text" role="status">${used}</p>
      ${list()}
      <div class="dialog-keys">
        ${deleted.length === 0 ? nothing : key({ label: t(DIALOGS.soundsDeleted, { n: deleted.length }), icon: "trash", press: () => void openDeleted(view) })}
        ${view.session.isReadOnly ? nothing : key({ label: t(WORDS.record), icon: "mic", reason: isFull ? used : undefined, press: () => close("record") })}
        ${key({ label: t(DIALOGS.close), kind: "primary", press: () => close() })}
      </div>`;
  });
  recordings.removeEventListener("change", follow);
  view.session.removeEventListener("change", follow);
  if (next === "record") await recordSound(view, (sampleId, label) => view.add(label, sampleId));
}
