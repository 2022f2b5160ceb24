import { expect, test } from "vitest";
import type { contract } from "../sdk";
import { RowsOf } from "./rows-of";

function row(id: string, values: Partial<contract.HomeRow> = {}): contract.HomeRow {
  return {
    id,
    kind: "clip",
    title: id,
    role: "owner",
    state: "active",
    facts: null,
    listed: true,
    by_name: null,
    invitation: null,
    requests: [],
    created_at: 1,
    changed_at: 1,
    ...values,
  };
}

function source(...rows: contract.HomeRow[]) {
  return { loaded: true, rows: new Map(rows.map((one) => [one.id, one])) };
}

test("rows that were there before the list was read change nothing", () => {
  const feed = { ...source(row("a")), loaded: false };
  const rows = new RowsOf(feed, "clip");
  expect(rows.begun).toBe(false);
  expect(rows.changes()).toEqual({ added: false, gone: [], changed: new Map() });
  feed.loaded = true;
  expect(rows.changes()).toEqual({ added: false, gone: [], changed: new Map() });
  expect(rows.begun).toBe(true);
});

test("what changes after that is told once, with what was said before", () => {
  const before = row("a");
  const feed = source(before, row("b"));
  const rows = new RowsOf(feed, "clip");
  const after = row("a", { state: "ended" });
  feed.rows.set("a", after);
  feed.rows.set("b", row("b")); // the same words once more
  expect(rows.changes()).toEqual({
    added: false,
    gone: [],
    changed: new Map([["a", { row: after, before }]]),
  });
  expect(rows.changes().changed.size).toBe(0);
});

test("rows of another kind, and invitations, are not in the list", () => {
  const feed = source(row("a"));
  const rows = new RowsOf(feed, "clip");
  feed.rows.set("jam", row("jam", { kind: "jam" }));
  feed.rows.set("invited", row("invited", { role: null }));
  expect(rows.changes().added).toBe(false);
  feed.rows.set("invited", row("invited"));
  feed.rows.delete("a");
  expect(rows.changes()).toEqual({ added: true, gone: ["a"], changed: new Map() });
});
