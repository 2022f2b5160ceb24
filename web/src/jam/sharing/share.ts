/** Invite, Send Copy, Remix and New: what is copied, which page opens, and which message is shown (K8–K12). */

import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { navigate } from "../../app/router";
import { t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { PEOPLE, SHARE } from "../../people/words";
import { attempt } from "../../ui/attempt";
import { copyText } from "../../ui/clipboard";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { Unsaved } from "../document/editor";
import { createSession, type JamSession } from "../session";
import type { JamView } from "../view";
import { WORDS } from "../words";

export function linkTo(path: string): string {
  return new URL(path, location.origin).href;
}

const SAY_AFTER_MS = 400; // a wait this short is not shown

/** Runs an action that needs the user's last edits on the server, and shows that it waits for them. */
export async function attemptSaved(session: JamSession, act: () => Promise<unknown>): Promise<boolean> {
  const saying = setTimeout(() => {
    if (!session.editor.isSettled) showToast({ text: t(WORDS.waitsForSave) });
  }, SAY_AFTER_MS);
  try {
    await act();
    return true;
  } catch (error) {
    const text = error instanceof Unsaved ? t(WORDS.notSaved) : errorSentence(error);
    showToast({ text, kind: "error" });
    return false;
  } finally {
    clearTimeout(saying);
  }
}

/** K9: the current address, no request, no navigation. */
export async function invite(session: JamSession): Promise<boolean> {
  const copied = await copyText(linkTo(`/s/${session.id}`));
  const words = { edit: WORDS.invited, view: PEOPLE.linkView, nobody: WORDS.invitedAlone };
  if (copied)
    showToast({
      text: t(words[session.link]),
      icon: "check",
      action: { label: t(SHARE.shareMore), press: () => session.members.share() },
    });
  return copied;
}

/** K10: a remix is made and its address copied; the page stays. */
export async function sendCopy(session: JamSession): Promise<boolean> {
  return attemptSaved(session, async () => {
    const { url } = await session.remix();
    const link = linkTo(url);
    if (await copyText(link)) showToast({ text: t(WORDS.copySent), icon: "check", detail: link });
  });
}

/** K11: a remix is made and opened; Back leads to the original. */
export async function remix(session: JamSession): Promise<boolean> {
  return attemptSaved(session, async () => {
    const { url } = await session.remix();
    navigate(url);
    showToast({ text: t(WORDS.remixed), icon: "check" });
  });
}

/** The actions on a session that one cannot change. Of a published one a part is heard without joining those who play. */
export function remixKey(view: JamView): TemplateResult {
  const { session, player } = view;
  return html`${key({
    label: t(WORDS.remixKey),
    kind: "primary",
    class: "jam-remix-key",
    press: () => void remix(session),
  })}${
    session.info?.immutable && view.tracks.length > 0
      ? key({
          label: t(WORDS.hearSome),
          icon: "play",
          reason: player.isPlaying ? t(WORDS.playsNow) : undefined,
          press: () => void player.listen(),
        })
      : nothing
  }`;
}

/** K12: an empty session is made and opened. */
export async function createNew(): Promise<boolean> {
  return attempt(async () => navigate((await createSession(client)).url));
}
