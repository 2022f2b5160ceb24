import { client } from "../../app/client";
import { isCoded } from "../../i18n/errors";
import type { contract } from "../../sdk";
import type { ClipSession, ClipSessionSummary } from "../session";

export interface Listing {
  readonly items: readonly ClipSessionSummary[];
  readonly cursor: string | null;
  /** Unix ms of an old answer that is shown because there is no connection. */
  readonly asOf?: number;
}

const RANK = { active: 0, paused: 1, created: 2, ended: 3 } as const;

/** Active, paused, created, then ended; within each the newest first. */
export function inOrder(items: readonly ClipSessionSummary[]): ClipSessionSummary[] {
  return [...items].sort(
    (a, b) => RANK[a.status] - RANK[b.status] || b.created_at.localeCompare(a.created_at),
  );
}

/** The list is stored for its user: another guest on this machine does not see it. */
function cacheKey(): string {
  return `roomtone:clips:${client.user?.id ?? ""}`;
}

function keep(items: readonly ClipSessionSummary[]): void {
  try {
    localStorage.setItem(cacheKey(), JSON.stringify({ at: Date.now(), items }));
  } catch {
    // without storage there is no offline list
  }
}

/** The stored list, or undefined. */
export function cached(): Listing | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(cacheKey()) ?? "null");
    return kept && Array.isArray(kept.items) ? { items: kept.items, cursor: null, asOf: kept.at } : undefined;
  } catch {
    return undefined;
  }
}

export async function fetchPage(before: Listing | undefined): Promise<Listing> {
  await client.ensureUser();
  const cursor = before?.cursor ?? undefined;
  const page = await client.request<contract.ClipSessionList>("GET", "/api/clip-sessions", {
    query: { cursor },
  });
  const items = inOrder([...(before?.items ?? []), ...page.items]);
  keep(items);
  return { items, cursor: page.next_cursor };
}

/** The session that was made last: the next one starts with its settings (CL21). */
export function lastMade(items: readonly ClipSessionSummary[]): ClipSessionSummary | undefined {
  return items.reduce<ClipSessionSummary | undefined>(
    (newest, one) => (newest && newest.created_at >= one.created_at ? newest : one),
    undefined,
  );
}

/** `like` may be gone meanwhile: then the session starts with the usual settings. */
export async function createSession(title: string, game: string, like?: string): Promise<ClipSession> {
  await client.ensureUser();
  const body = {
    ...(title ? { title } : {}),
    ...(game ? { game } : {}),
    ...(like ? { like } : {}),
  };
  try {
    return await client.request<ClipSession>("POST", "/api/clip-sessions", { body });
  } catch (error) {
    const isGone = isCoded(error) && (error.code === "session_not_found" || error.code === "forbidden");
    if (like === undefined || !isGone) throw error;
    return createSession(title, game);
  }
}

export async function deleteSession(id: string): Promise<void> {
  await client.request("DELETE", `/api/clip-sessions/${encodeURIComponent(id)}`);
}
