import { client } from "../../app/client";
import type { contract } from "../../sdk";

export type Row = contract.AdminSession;
export const SORTS = [
  "created",
  "updated",
  "accessed",
  "size",
  "remixes",
  "name",
  "id",
  "kind",
  "status",
] as const;

export interface Wanted {
  readonly sort: string;
  readonly order: "asc" | "desc";
  readonly filter: "all" | "orphaned" | "active";
  readonly kind: string;
  readonly q: string;
  readonly owner: string;
  /** Days as `YYYY-MM-DD`, both of them included; empty for no end. */
  readonly from: string;
  readonly to: string;
}

export const EVERYTHING: Wanted = {
  sort: "",
  order: "desc",
  filter: "all",
  kind: "",
  q: "",
  owner: "",
  from: "",
  to: "",
};

/** What the list is sorted by; the server decides the same without a choice. */
export function sortOf({ sort, filter, q }: Wanted): string {
  return sort || (q ? "name" : filter === "all" ? "created" : "accessed");
}

/** What the address asks for: a link shows the same list to the next admin. */
export function wantedOf(search: string): Wanted {
  const asked = new URLSearchParams(search);
  const word = (name: keyof Wanted) => asked.get(name) ?? EVERYTHING[name];
  const filter = word("filter");
  return {
    sort: word("sort"),
    order: word("order") === "asc" ? "asc" : "desc",
    filter: filter === "orphaned" || filter === "active" ? filter : "all",
    kind: word("kind"),
    q: word("q").slice(0, 200),
    owner: word("owner").slice(0, 200),
    from: DAY.test(word("from")) ? word("from") : "",
    to: DAY.test(word("to")) ? word("to") : "",
  };
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** The address of a list: only what differs from the plain one. */
export function searchOf(wanted: Wanted): string {
  const pairs = Object.entries(wanted).filter(([name, value]) => value !== EVERYTHING[name as keyof Wanted]);
  const text = new URLSearchParams(pairs).toString();
  return text ? `?${text}` : "";
}

function queryOf(wanted: Wanted): Record<string, string | number | undefined> {
  const { from, to, kind, owner, q } = wanted;
  const dayMs = 86_400_000;
  return {
    sort: wanted.sort || undefined,
    order: wanted.order,
    filter: wanted.filter,
    kind: kind || undefined,
    owner: owner || undefined,
    q: q || undefined,
    created_from: from ? new Date(`${from}T00:00`).getTime() : undefined,
    created_to: to ? new Date(`${to}T00:00`).getTime() + dayMs - 1 : undefined,
  };
}

/** A page of the server is this long; rows come by pages while somebody scrolls. */
const PAGE = 100;
/** An examined page may have no rows: the list goes on by itself this often, then waits for a scroll. */
const EMPTY_PAGES = 20;

/** The list of sessions as far as it was read. */
export class Listing extends EventTarget {
  rows: Row[] = [];
  total = 0;
  orphaned = 0;
  summary = "";
  wanted: Wanted = EVERYTHING;
  error: unknown;
  loaded = false;
  loading = false;
  private cursor: string | null = null;
  private turn = 0;

  get isComplete(): boolean {
    return this.loaded && this.cursor === null;
  }

  /** Begins again; answers to older questions are dropped. */
  async show(wanted: Wanted): Promise<void> {
    this.turn += 1;
    this.wanted = wanted;
    this.rows = [];
    this.cursor = null;
    this.loaded = this.loading = false;
    this.error = undefined;
    await this.more();
  }

  async more(): Promise<void> {
    if (this.loading || this.isComplete) return;
    this.loading = true;
    const turn = this.turn;
    try {
      for (let pages = 0; pages < EMPTY_PAGES; pages += 1) {
        const found = await client.request<contract.AdminSessionList>("GET", "/admin/sessions", {
          query: { ...queryOf(this.wanted), limit: PAGE, cursor: this.cursor ?? undefined },
        });
        if (turn !== this.turn) return;
        this.rows = [...this.rows, ...found.items];
        this.total = found.total;
        this.orphaned = found.orphaned;
        this.summary = found.summary;
        this.cursor = found.next_cursor;
        this.loaded = true;
        this.error = undefined;
        if (found.items.length > 0 || found.next_cursor === null) break;
      }
    } catch (error) {
      if (turn !== this.turn) return;
      this.error = error;
    }
    this.loading = false;
    this.dispatchEvent(new Event("change"));
  }

  /** A row that was deleted. */
  remove(id: string): void {
    this.rows = this.rows.filter((row) => row.id !== id);
    this.dispatchEvent(new Event("change"));
  }
}
