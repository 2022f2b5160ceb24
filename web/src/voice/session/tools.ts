import { html, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { navigate } from "../../app/router";
import { offerUndo } from "../../bin/sessions";
import { t } from "../../i18n";
import { reportItem } from "../../people/report";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { copyText } from "../../ui/clipboard";
import { confirmDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import "../../ui/menu";
import { showToast } from "../../ui/toast";
import { VOICE } from "../words";
import { ACCESS } from "./access-words";

async function remove(session: contract.VoiceSession): Promise<void> {
  const isSure = await confirmDialog({
    title: t(VOICE.deleteSessionTitle),
    text: t(VOICE.deleteSessionText, { name: session.session_name }),
    verb: t(VOICE.deleteVerb),
  });
  if (!isSure) return;
  const { session_id } = session;
  await attempt(async () => {
    await client.request("DELETE", `/voicebot/sessions/${session_id}`);
    navigate("/session?list");
    offerUndo("/voicebot/deleted", session_id, t(VOICE.sessionDeleted), () =>
      navigate(`/session/${session_id}`),
    );
  });
}

function takeAway(session: Parameters<typeof import("./take-away").takeAwayDialog>[0]): void {
  void attempt(async () => (await import("./take-away")).takeAwayDialog(session));
}

function hints(...about: Parameters<typeof import("./hints").askHints>): void {
  void attempt(async () => (await import("./hints")).askHints(...about));
}

/** An owner's actions on the whole session. */
export function sessionTools(
  session: contract.VoiceSession,
  changed: (session: contract.VoiceSession) => void,
): TemplateResult {
  return html`<div class="voice-tools">
    ${key({ label: t(VOICE.download), icon: "download", press: () => takeAway(session) })}
    <rt-menu label=${t(VOICE.sessionMenu)} .items=${[
      { label: t(VOICE.download), press: () => takeAway(session) },
      { label: t(ACCESS.hints), press: () => hints(session, changed) },
      { label: t(VOICE.deleteSession), danger: true, press: () => void remove(session) },
    ]}></rt-menu>
  </div>`;
}

/** What others than its owner can do with the whole session. */
export function visitorTools(session: contract.VoiceSession): TemplateResult {
  return html`<div class="voice-tools">
    ${key({ label: t(VOICE.download), icon: "download", press: () => takeAway(session) })}
    <rt-menu label=${t(VOICE.sessionMenu)} .items=${[
      { label: t(VOICE.download), press: () => takeAway(session) },
      reportItem(session.session_id),
    ]}></rt-menu>
  </div>`;
}

/** Somebody with the link and without access is shown what to ask the owner for. */
export function noAccess(): TemplateResult {
  const id = client.user?.id ?? "";
  const copy = async (): Promise<void> => {
    if (await copyText(id)) showToast({ text: t(ACCESS.idCopied), icon: "check" });
  };
  return html`<p>${t(ACCESS.askOwner)}</p>
    <p class="voice-your-id">${id}</p>
    ${key({ label: t(ACCESS.copyId), press: () => void copy() })}`;
}
