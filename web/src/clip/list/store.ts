import { client } from "../../app/client";
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

/** The reaction lead of the session that was made last, in seconds: the next one starts with it. */
export function lastLead(items: readonly ClipSessionSummary[]): number {
  const last = items.reduce<ClipSessionSummary | undefined>(
    (newest, one) => (newest && newest.created_at >= one.created_at ? newest : one),
    undefined,
  );
  return last?.lead_seconds ?? 0;
}

export async function createSession(title: string, game: string, lead: number): Promise<ClipSession> {
  await client.ensureUser();
  const body = {
    ...(title ? { title } : {}),
    ...(game ? { game } : {}),
    ...(lead ? { lead_seconds: lead } : {}),
  };
  return await client.request<ClipSession>("POST", "/api/clip-sessions", { body });
}

export async function deleteSession(id: string): Promise<void> {
  await client.request("DELETE", `/api/clip-sessions/${encodeURIComponent(id)}`);
}
