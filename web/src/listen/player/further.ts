import { html } from "lit";
import { t } from "../../i18n";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { formatTime } from "../time";
import type { Elsewhere } from "./other-devices";
import type { Player } from "./player";
import { PLAYER } from "./words";

const UNDO_MS = 10_000;

/** Asks before a further place is overwritten; undefined when it was left, and then nothing plays. */
export function askWhere(player: Player, found: Elsewhere): Promise<"here" | "there" | undefined> {
  const title = t(PLAYER.where);
  const [here, there] = [formatTime(player.positionMs), formatTime(found.positionMs)];
  return openDialog(
    title,
    (close) => html`<h2 class="dialog-title">${title}</h2>
      <p class="dialog-text">${elsewhereText(player, found)} ${t(PLAYER.here, { place: here })}</p>
      <div class="dialog-keys">
        ${key({ label: t(PLAYER.goOn, { place: here }), press: () => close("here") })}
        <button type="button" class="key key-primary" data-focus @click=${() => close("there")}><span>${t(PLAYER.goOn, { place: there })}</span></button>
      </div>`,
  );
}

/** For ten seconds there is a way to the place that was not chosen. */
export function offerUndo(player: Player, otherMs: number): void {
  const { book } = player;
  showToast({
    text: t(PLAYER.goesOn, { place: formatTime(player.positionMs) }),
    stayMs: UNDO_MS,
    action: { label: t(PLAYER.undo), press: () => player.book?.id === book?.id && player.seek(otherMs) },
  });
}

/** Where the book is elsewhere, as a sentence. */
export function elsewhereText(player: Player, found: Elsewhere): string {
  const device = found.device === undefined ? t(PLAYER.anotherTab) : found.device || t(PLAYER.aDevice);
  if (found.isPlaying) return t(PLAYER.playingOn, { device });
  const place = formatTime(found.positionMs);
  const chapter = player.chapters.findLastIndex((one) => one.startMs <= found.positionMs);
  const named = chapter < 0 ? place : `${t(PLAYER.chapter, { n: chapter + 1 }).toLowerCase()}, ${place}`;
  return t(found.isFurther ? PLAYER.further : PLAYER.elsewhere, {
    device,
    place: named,
    time: ago(found.at),
  });
}

function ago(at: number): string {
  const minutes = Math.max(0, Math.round((Date.now() - at) / 60_000));
  const form = new Intl.RelativeTimeFormat(document.documentElement.lang, {
    numeric: "auto",
    style: "short",
  });
  if (minutes < 60) return form.format(-minutes, "minute");
  return minutes < 48 * 60
    ? form.format(-Math.round(minutes / 60), "hour")
    : form.format(-Math.round(minutes / 1440), "day");
}
