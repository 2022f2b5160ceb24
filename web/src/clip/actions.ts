import { client } from "../app/client";
import { t } from "../i18n";
import { errorSentence, isCoded } from "../i18n/errors";
import type { contract } from "../sdk";
import { showToast } from "../ui/toast";
import type { Moment } from "./moments/moments";
import type { Clip, ClipSession, Tag } from "./session";

/**
 * An owner's actions. Each resolves when the server has stored it; the change itself arrives as an event, as for
 * everyone.
 */

type TapRef = Pick<Clip, "session_id" | "id">;

const clipPath = (clip: TapRef): string =>
  `/api/clip-sessions/${encodeURIComponent(clip.session_id)}/clips/${encodeURIComponent(clip.id)}`;

const sessionPath = (id: string): string => `/api/clip-sessions/${encodeURIComponent(id)}`;

export type StateAction = "start" | "pause" | "resume" | "end";

export async function changeState(sessionId: string, action: StateAction): Promise<void> {
  await client.command(`${action}_session`, { session_id: sessionId });
}

export async function changeSession(
  sessionId: string,
  change: Partial<Pick<ClipSession, "title" | "game" | "lead_seconds" | "shows_heat">>,
): Promise<void> {
  await client.request("PATCH", sessionPath(sessionId), { body: change });
}

/** The fields that name a moment in the server's commands: one request, however many people tapped. */
function placeOf({ clips, segmentIndex }: Moment) {
  const [first, last] = [clips[0] as Clip, clips.at(-1) as Clip];
  return {
    session_id: first.session_id,
    segment_index: segmentIndex,
    first_seconds: first.offset_seconds,
    last_seconds: last.offset_seconds,
  };
}

export async function markClipped(moment: Moment, clipped: boolean): Promise<void> {
  await client.command("mark_moment", { ...placeOf(moment), clipped });
}

/** The server takes a hundred in one command. */
const MOST_AT_ONCE = 100;

/** Marks many moments; answers when all are stored. */
export async function markAll(moments: readonly Moment[], clipped: boolean): Promise<void> {
  for (let at = 0; at < moments.length; at += MOST_AT_ONCE) {
    const some = moments.slice(at, at + MOST_AT_ONCE).map(placeOf);
    const session_id = some[0]?.session_id ?? "";
    await client.command("mark_moments", {
      session_id,
      moments: some.map(({ session_id: _, ...place }) => place),
      clipped,
    });
  }
}

export async function saveNote(clip: Clip, note: string): Promise<void> {
  await client.request("PATCH", clipPath(clip), { body: { note: note === "" ? null : note } });
}

/** Deletes a moment with all its taps; answers the step that undoes it. */
export async function deleteMoment(moment: Moment): Promise<number> {
  return (await client.command("remove_moment", placeOf(moment))).step;
}

/** Deletes one tap; answers the step that undoes it. */
export async function deleteTap({ session_id, id }: Clip): Promise<number> {
  const deleted = await client.command("remove_clip", { session_id, clip_id: id });
  return deleted.step;
}

export async function undoStep(sessionId: string, step: number): Promise<void> {
  await client.request("POST", `/api/people/${encodeURIComponent(sessionId)}/steps/${step}/undo`);
}

export async function controlLink(sessionId: string): Promise<contract.ControlLink> {
  return client.request<contract.ControlLink>("POST", `${sessionPath(sessionId)}/control-link`);
}

/** Uses a ticket; the caller is then an owner too. */
export async function takeControl(sessionId: string, ticket: string): Promise<void> {
  await client.ensureUser();
  await client.request("POST", `${sessionPath(sessionId)}/control`, { body: { ticket } });
}

const WAYS_OUT = {
  reload: { en: "Reload", ru: "Обновить" },
  tryAgain: { en: "Try again", ru: "Повторить" },
};

/** Runs an action and shows an error, with a way to continue where there is one. Answers whether it succeeded. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    const code = isCoded(error) ? error.code : "internal_error";
    const wayOut = {
      unauthorized: { label: t(WAYS_OUT.reload), press: () => location.reload() },
      internal_error: { label: t(WAYS_OUT.tryAgain), press: () => void attempt(action) },
    }[code];
    showToast({ kind: "error", text: errorSentence(error), ...(wayOut ? { action: wayOut } : {}) });
    return false;
  }
}

/** Sets tag and note of a tap of one's own; answers the tap (CL17). */
export async function changeTap(
  tap: TapRef,
  change: { readonly tag: Tag | null; readonly note: string | null },
): Promise<Clip> {
  return client.request<Clip>("PATCH", clipPath(tap), { body: change });
}

/** Takes a tap of one's own back (CL17). */
export async function takeBack(tap: TapRef): Promise<void> {
  await client.request("DELETE", clipPath(tap));
}
