import { describe, expect, it } from "vitest";
import { firstRows, withNewest } from "./pages";

function served(count: number, gone: ReadonlySet<number> = new Set()) {
  const asked: number[] = [];
  const read = async (limit: number, cursor: string | undefined) => {
    asked.push(limit);
    const from = Number(cursor ?? 0);
    const to = Math.min(count, from + limit);
    const items = Array.from({ length: to - from }, (_, index) => from + index).filter(
      (row) => !gone.has(row),
    );
    return { items, next_cursor: to < count ? String(to) : null };
  };
  return { asked, read };
}

describe("the first rows of a long list", () => {
  it("are read in one request when they fit, and in several when not", async () => {
    const short = served(3000);
    expect(await firstRows(50, short.read)).toEqual({ rows: [...Array(50).keys()], isAll: false });
    expect(short.asked).toEqual([50]);
    const long = served(3000);
    expect((await firstRows(450, long.read)).rows).toEqual([...Array(450).keys()]);
    expect(long.asked).toEqual([200, 200, 50]);
  });

  it("go on past a page that has fewer rows than were asked for, and end with the list", async () => {
    const found = await firstRows(100, served(120, new Set([1, 2, 3])).read);
    expect([found.rows.length, found.isAll]).toEqual([100, false]);
    expect(await firstRows(100, served(3).read)).toEqual({ rows: [0, 1, 2], isAll: true });
    expect(await firstRows(100, served(0).read)).toEqual({ rows: [], isAll: true });
  });
});

const line = (number: number) => ({
  id: `${1000 + number}-0`,
  at: 1000 + number,
  entry: { by: "root", name: "Ines", action: "look", about: {} },
});
const numbers = (lines: readonly { at: number }[]) => lines.map((one) => one.at - 1000);
const page = (from: number, to: number, next: string | null) => ({
  items: Array.from({ length: from - to + 1 }, (_, index) => line(from - index)),
  next_before: next,
});

describe("the audit log, read again", () => {
  it("keeps a line that was heard while its newest page was read", () => {
    const { lines, olderThan } = withNewest([line(9)], null, page(8, 6, "1006-0"));
    expect(numbers(lines)).toEqual([9, 8, 7, 6]);
    expect(olderThan).toBe("1006-0");
  });

  it("shows what was missed, each line once, and keeps the older lines that join it", () => {
    const known = [line(7), line(6), line(5), line(4)];
    const { lines, olderThan } = withNewest(known, "1004-0", page(9, 6, "1006-0"));
    expect(numbers(lines)).toEqual([9, 8, 7, 6, 5, 4]);
    expect(olderThan).toBe("1004-0");
  });

  it("hides no gap when more was missed than a page holds", () => {
    const { lines, olderThan } = withNewest([line(3), line(2)], null, page(9, 6, "1006-0"));
    expect(numbers(lines)).toEqual([9, 8, 7, 6]);
    expect(olderThan).toBe("1006-0");
  });

  it("knows which of two lines of one millisecond came later", () => {
    const [tenth, ninth] = [
      { ...line(1), id: "1001-10" },
      { ...line(1), id: "1001-9" },
    ];
    expect(withNewest([tenth], null, { items: [ninth], next_before: null }).lines).toEqual([tenth, ninth]);
    expect(withNewest([], null, { items: [], next_before: null })).toEqual({ lines: [], olderThan: null });
  });
});
