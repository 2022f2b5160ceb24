import { client } from "../app/client";
import type { Deleted } from "../bin/dialog";
import { t } from "../i18n";
import type { contract } from "../sdk";
import { VOICE } from "./words";

type Item = contract.DeletedItem;

function nameOf({ kind, session_name, title, number }: Item): string {
  if (kind === "session") return session_name;
  return kind === "recording" ? t(VOICE.recording, { n: number }) : title || t(VOICE.note);
}

/** The sessions, recordings and materials that one has deleted. */
export async function deletedVoice(): Promise<Deleted[]> {
  const { items } = await client.request<contract.DeletedList>("GET", "/voicebot/deleted");
  return items.map((item) => {
    const { kind, session_id, item_id } = item;
    const isSession = kind === "session";
    const part = isSession ? "" : `/${kind}s/${item_id}`;
    const home = isSession ? "/voicebot/deleted" : "/voicebot/sessions";
    return {
      name: nameOf(item),
      detail: isSession ? t(VOICE.page) : item.session_name,
      deletedAt: item.deleted_at,
      restore: `${home}/${session_id}${part}/restore`,
      purge: `/voicebot/deleted/${session_id}${part}`,
    };
  });
}
