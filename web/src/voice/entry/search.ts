import { client } from "../../app/client";
import type { contract } from "../../sdk";

type Found = contract.VoiceFound;
export type Where = "" | "speech" | "note" | "task";

/** What is looked for; `project` is undefined for any, "" for sessions without one; `days` back, 0 for ever. */
export interface Wanted {
  q: string;
  where: Where;
  who: string;
  project: string | undefined;
  days: number;
}

export const ANYTHING: Wanted = { q: "", where: "", who: "", project: undefined, days: 0 };

const DAY_MS = 86_400_000;
const AGAIN_MS = 2_000;

export function isFiltered(wanted: Wanted): boolean {
  return wanted.where !== "" || wanted.who !== "" || wanted.project !== undefined || wanted.days > 0;
}

/**
 * The search over all sessions. An older answer never replaces a newer one; what was found stays until the next answer
 * is here. `change` says that something of it is another.
 */
export class Search {
  wanted = ANYTHING;
  found: Found | undefined;
  error: unknown;
  busy = false;
  /** Sessions that show all of their places. */
  readonly whole = new Map<string, contract.FoundVoiceSession>();
  private asked = 0;

  constructor(private readonly change: () => void) {}

  /** Nothing more is asked: the page is gone. */
  end(): void {
    this.asked++;
  }

  /** Begins a search; nothing is looked for without a word. What fails is tried again. */
  async want(wanted: Wanted): Promise<void> {
    this.wanted = wanted;
    const number = ++this.asked;
    if (!wanted.q.trim()) {
      this.found = undefined;
      this.error = undefined;
      this.busy = false;
      return this.change();
    }
    this.busy = true;
    this.change();
    try {
      const found = await this.ask();
      if (number !== this.asked) return;
      this.found = found;
      this.error = undefined;
      this.whole.clear();
    } catch (error) {
      if (number !== this.asked) return;
      this.error = error;
      setTimeout(() => number === this.asked && void this.want(this.wanted), AGAIN_MS);
    }
    this.busy = false;
    this.change();
  }

  /** More sessions, older ones. The numbers are added up. */
  async more(): Promise<void> {
    const { found } = this;
    const number = this.asked;
    if (!found?.next_cursor) return;
    const next = await this.ask({ cursor: found.next_cursor });
    if (number !== this.asked) return;
    this.found = {
      ...next,
      items: [...found.items, ...next.items],
      places: found.places + next.places,
      where: sum(found.where, next.where),
      who: sum(found.who, next.who),
      projects: sum(found.projects, next.projects),
    };
    this.change();
  }

  /** All places of one session. */
  async unfold(sessionId: string): Promise<void> {
    const number = this.asked;
    const { items } = await this.ask({ session_id: sessionId });
    const [session] = items;
    if (number !== this.asked || !session) return;
    this.whole.set(sessionId, session);
    this.change();
  }

  private ask(more: Record<string, string> = {}): Promise<Found> {
    const { q, where, who, project, days } = this.wanted;
    const query = {
      q,
      where,
      who,
      project,
      since: days ? Date.now() - days * DAY_MS : undefined,
      ...more,
    };
    return client.request<Found>("GET", "/voicebot/search", { query });
  }
}

function sum(
  before: readonly contract.PlaceCount[],
  next: readonly contract.PlaceCount[],
): contract.PlaceCount[] {
  const counts = new Map(before.map(({ name, count }) => [name, count]));
  for (const { name, count } of next) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}
