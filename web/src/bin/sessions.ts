/** The deleted sessions of the products of which only whole sessions are deleted. */

import { client } from "../app/client";
import { t } from "../i18n";
import { rememberJam } from "../jam/opening/recent";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { showToast } from "../ui/toast";
import type { Deleted } from "./dialog";
import { BIN } from "./words";

const SESSIONS = { clips: "/api/deleted/clip-sessions", jam: "/api/deleted/sessions" } as const;
const BINS = { ...SESSIONS, voice: "/voicebot/deleted" } as const;

async function of(product: keyof typeof SESSIONS): Promise<Deleted[]> {
  const list = await client.request<contract.DeletedSessionList>("GET", SESSIONS[product]);
  return list.items.map(({ session_id, title, deleted_at }) => ({
    name: title || t(BIN.untitled),
    detail: t(BIN[product]),
    deletedAt: deleted_at,
    restore: `${SESSIONS[product]}/${session_id}/restore`,
    purge: `${SESSIONS[product]}/${session_id}`,
    ...(product === "jam" && { restored: () => rememberJam(session_id, title || null) }),
  }));
}

export const deletedClips = (): Promise<Deleted[]> => of("clips");
export const deletedJams = (): Promise<Deleted[]> => of("jam");

/** After a session was deleted: says so, and offers to bring it back. */
export function offerUndo(product: keyof typeof BINS, id: string, said: string, restored: () => void): void {
  const press = (): void =>
    void attempt(async () => {
      await client.request("POST", `${BINS[product]}/${encodeURIComponent(id)}/restore`);
      restored();
    });
  showToast({ text: said, icon: "check", action: { label: t(BIN.undo), press } });
}
