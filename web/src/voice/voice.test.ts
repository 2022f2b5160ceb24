import { expect, test, vi } from "vitest";
import type { contract, EventOf } from "../sdk";
import { cornerOf, nextCorner } from "./fab/drag";
import { reduce, type VoiceView } from "./live";
import { bySource } from "./session/by-source";
import { relations } from "./session/relations";
import { clock } from "./time";

test("a length reads as minutes, with hours when there are any", () => {
  expect([0, 43_000, 767_900, 3_723_000, -5].map(clock)).toEqual([
    "0:00",
    "0:43",
    "12:47",
    "1:02:03",
    "0:00",
  ]);
});

test("the button moves from corner to corner by arrow keys", () => {
  expect(nextCorner("bottom-right", "ArrowUp")).toBe("top-right");
  expect(nextCorner("top-right", "ArrowLeft")).toBe("top-left");
  expect(nextCorner("top-left", "Enter")).toBeNull();
});

test("what belongs to each of thousands of sources is found in one look at every row", () => {
  let looks = 0;
  const all = Array.from({ length: 4_000 }, (_, n) => ({
    n,
    get source_id() {
      looks++;
      return n % 4 === 3 ? null : `source-${n % 2_000}`;
    },
  }));
  const found = bySource(all);
  expect(looks).toBe(all.length);
  expect(found.get("source-5")?.map((one) => one.n)).toEqual([5, 2_005]);
  expect(found.get("source-3")).toBeUndefined();
});

test("TG6 a material from a chat tells its author, what it answers, and its place in its album", () => {
  vi.stubGlobal("navigator", { language: "en" });
  const material = (material_id: string, more: object): contract.Material =>
    ({ material_id, text: material_id, ...more }) as unknown as contract.Material;
  const all = [
    material("a", { forwarded_from: "Ann", album: "x" }),
    material("b", { album: "x", reply_to: "a" }),
    material("c", { album: "y", reply_to: "gone" }),
  ];
  expect(all.map(relations(all))).toEqual([
    ["Forwarded from Ann", "Album, 1 of 2"],
    ["In reply to: a", "Album, 2 of 2"],
    [],
  ]);
  vi.unstubAllGlobals();
});

test("TG6 the materials of a long session are gone through once, and not for each of them", () => {
  vi.stubGlobal("navigator", { language: "en" });
  let looks = 0;
  const all = Array.from({ length: 1_000 }, (_, n) => ({
    get material_id() {
      looks++;
      return `m${n}`;
    },
    album: `album ${n % 2}`,
  })) as unknown as contract.Material[];
  const related = relations(all);
  for (const one of all) related(one);
  expect(looks).toBeLessThan(4 * all.length);
  vi.unstubAllGlobals();
});

test("SY8 what an event carries takes the place of what was there, or is added", () => {
  const view = {
    session: { status: "ready" },
    materials: [],
    recordings: [{ recording_id: "a", chunk_count: 1 }],
    jobs: [],
    tasks: [],
  } as unknown as VoiceView;
  const recording = { recording_id: "a", chunk_count: 2 };
  const events = [
    { type: "status_changed", data: { session: { status: "recording" }, status: "recording" } },
    { type: "chunk_added", data: { recording } },
    { type: "job_changed", data: { job: { job_id: "j" }, tasks: [{ task_id: "t" }, { task_id: "t" }] } },
  ] as unknown as EventOf<"voice">[];
  const after = events.reduce(reduce, view);
  expect(after.session.status).toBe("recording");
  expect(after.recordings).toEqual([{ recording_id: "a", chunk_count: 2 }]);
  expect(after.jobs).toHaveLength(1);
  expect(after.tasks).toHaveLength(1);
  expect(view.recordings).toEqual([{ recording_id: "a", chunk_count: 1 }]);
});

test("SY8 a voice whose length a worker has found is shown with it", () => {
  const view = { materials: [{ material_id: "m", kind: "document" }] } as unknown as VoiceView;
  const data = { material: { material_id: "m", kind: "voice", duration_ms: 2_000 } };
  const event = { type: "material_changed", data } as unknown as EventOf<"voice">;
  expect(reduce(view, event).materials).toEqual([data.material]);
});

test("SY8 of the closes that are dealt with, a page shows the newest alone, as a reload does", () => {
  const close = (job_id: string, state: string) => ({ job_id, type: "DONE_MULTIPROMPT", state });
  const jobs = [close("done.1", "done"), close("done.2", "failed"), { ...close("a", "done"), type: "PROBE" }];
  const view = { jobs, recordings: [], tasks: [] } as unknown as VoiceView;
  const event = {
    type: "job_changed",
    data: { job: close("done.3", "done") },
  } as unknown as EventOf<"voice">;
  expect(reduce(view, event).jobs.map((one) => one.job_id)).toEqual(["done.2", "a", "done.3"]);
});

test("a point belongs to the corner that it is nearest to", () => {
  Object.assign(globalThis, { innerWidth: 1000, innerHeight: 800 });
  expect(cornerOf(10, 10)).toBe("top-left");
  expect(cornerOf(900, 790)).toBe("bottom-right");
});
