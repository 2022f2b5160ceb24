import { client } from "../app/client";
import { deletedVoice } from "../voice/deleted";
import type { Deleted } from "./dialog";
import { deletedClips, deletedJams } from "./sessions";

/** Everything that one has deleted, the newest first. */
export async function allDeleted(): Promise<Deleted[]> {
  await client.ensureUser();
  const all = await Promise.all([deletedJams(), deletedClips(), deletedVoice()]);
  return all.flat().sort((a, b) => b.deletedAt.localeCompare(a.deletedAt));
}
