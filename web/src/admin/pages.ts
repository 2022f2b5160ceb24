import type { contract } from "../sdk";

/** A page of the server at the most. */
export const LARGEST_PAGE = 200;

interface Page<Row> {
  readonly items: readonly Row[];
  readonly next_cursor: string | null;
}

/** So many rows of a list, from its beginning, or all of it: a page of the server may have fewer than were asked for. */
export async function firstRows<Row>(
  wanted: number,
  read: (limit: number, cursor: string | undefined) => Promise<Page<Row>>,
): Promise<{ rows: Row[]; isAll: boolean }> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(Math.min(LARGEST_PAGE, wanted - rows.length), cursor);
    rows.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && rows.length < wanted);
  return { rows, isAll: cursor === undefined };
}

type Line = contract.AuditLine;
type AuditPage = contract.AuditPage;

/**
 * The audit log after its newest page was read, the newest lines first. Lines that came as events stay, whether the page
 * has them or not. When more was written meanwhile than a page holds, older lines go: they would hide the gap.
 */
export function withNewest(
  known: readonly Line[],
  olderThan: string | null,
  page: AuditPage,
): { lines: Line[]; olderThan: string | null } {
  const found = new Set(page.items.map((line) => line.id));
  const newest = page.items[0];
  const heard = known.filter((line) => !found.has(line.id) && (!newest || isAfter(line.id, newest.id)));
  const joins = page.next_before === null || known.some((line) => found.has(line.id));
  const last = page.items.at(-1);
  const older = joins && last ? known.filter((line) => isAfter(last.id, line.id)) : [];
  return {
    lines: [...heard, ...page.items, ...older],
    olderThan: older.length > 0 ? olderThan : page.next_before,
  };
}

/** Ids are a time in ms and a number, `1732341234567-0`. */
function isAfter(id: string, other: string): boolean {
  const [ms = 0, number = 0] = id.split("-").map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split("-").map(Number);
  return ms === otherMs ? number > otherNumber : ms > otherMs;
}
