import { client } from "../app/client";
import { RoomtoneError } from "../sdk";
import { newId } from "../sdk/new-id";
import type { Clip, Tag } from "./session";

export interface Tap {
  readonly sessionId: string;
  readonly tag?: Tag | undefined;
  readonly note?: string | undefined;
  readonly by?: string | undefined;
  /** When the tap was made, Unix ms on the server's clock, if that was not now. */
  readonly at?: number | undefined;
  /** The earliest time that it may have: the last moment of this viewer plus the least pause (D16). */
  readonly notBefore?: number | undefined;
}

export type TapResult =
  | { readonly kind: "saved"; readonly clip: Clip }
  /** Waits in the queue under `id`; `tried` when it may have reached the server nevertheless. */
  | { readonly kind: "kept"; readonly at: number; readonly id: string; readonly tried: boolean };

/** After this time the queue waits for the ack: nobody keeps looking at the button for longer. */
const PATIENCE_MS = 2500;

function lost(error: unknown): boolean {
  return error instanceof RoomtoneError && ["offline", "connection_lost", "timeout"].includes(error.code);
}

/** The pause began while the tap was being sent: with its own time the server accepts it once the stream goes on. */
function overtaken(error: unknown): boolean {
  const stopped = error instanceof RoomtoneError && error.code === "session_not_active";
  return stopped && error.details.reason === "paused";
}

/**
 * Marks a moment. With a connection the server's clock gives the time (C13). Without one, or without an answer, the tap
 * waits in the queue with its own time, under the same id, so that it counts once. Refusals are thrown.
 */
export async function tap(wanted: Tap): Promise<TapResult> {
  const at = Math.max(wanted.at ?? client.connection.serverNow(), wanted.notBefore ?? 0);
  const idempotencyKey = newId();
  const payload = {
    session_id: wanted.sessionId,
    ...(wanted.tag ? { tag: wanted.tag } : {}),
    ...(wanted.note ? { note: wanted.note } : {}),
    ...(wanted.by ? { submitted_by: wanted.by } : {}),
  };
  const tried = client.connection.state === "online";
  if (tried) {
    try {
      const own = wanted.at === undefined ? payload : { ...payload, tapped_at: at };
      const ack = await client.command("submit_clip", own, { idempotencyKey, timeoutMs: PATIENCE_MS });
      return { kind: "saved", clip: ack.clip };
    } catch (error) {
      if (!lost(error) && !overtaken(error)) throw error;
    }
  }
  // The page gets the outcome by the queue's `sent` and `refused` events; this promise may outlive the page.
  client
    .command("submit_clip", { ...payload, tapped_at: at }, { idempotencyKey, queueOffline: true })
    .catch(() => {});
  return { kind: "kept", at, id: idempotencyKey, tried };
}
