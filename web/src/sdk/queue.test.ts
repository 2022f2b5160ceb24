import { expect, it } from "vitest";
import { RoomtoneError } from "./errors";
import {
  acked,
  due,
  type Items,
  item,
  nextDue,
  nextQueuedAt,
  type QueuedCommand,
  refused,
  released,
  restored,
  sending,
  unanswered,
  waiting,
} from "./queue";
import { webStorage } from "./queue-storage";

function command(
  id: string,
  sessionId: string,
  queuedAt: number,
  userId: string | null = "u1",
): QueuedCommand {
  return {
    id,
    event: "submit_clip",
    payload: { session_id: sessionId, submission_id: id },
    sessionId,
    userId,
    queuedAt,
  };
}

const ids = (items: Items) => items.map(({ id }) => id);
const three = () => restored([command("b", "s1", 2), command("a", "s1", 1), command("c", "s2", 3)]);

it("offers the first command of each session, in the order in which they were made", () => {
  expect(ids(due(three(), "u1", 10))).toEqual(["a", "c"]);
});

it("sends the second of a session only when the first is acked", () => {
  const first = sending(three(), "a");
  expect(ids(due(first, "u1", 10))).toEqual(["c"]);
  expect(ids(due(acked(first, "a"), "u1", 10))).toEqual(["b", "c"]);
});

it("sends the same again after a lost ack", () => {
  const again = unanswered(sending(three(), "a"), "a");
  expect(due(again, "u1", 10)[0]).toMatchObject({ id: "a", payload: { submission_id: "a" }, attempts: 0 });
});

it("lets nothing of a session overtake a command that has to wait", () => {
  const limited = refused(three(), "a", new RoomtoneError("rate_limited", "", { retry_after: 3 }), 1_000, 0);
  expect(ids(due(limited, "u1", 1_000))).toEqual(["c"]);
  expect(
    nextDue(
      limited.filter(({ sessionId }) => sessionId === "s1"),
      "u1",
    ),
  ).toBe(4_000);
  expect(ids(due(limited, "u1", 4_000))).toEqual(["a", "c"]);
});

it("goes on past a command that was refused for good, and keeps it to be shown", () => {
  const gone = refused(three(), "a", new RoomtoneError("session_not_active", "On break"), 1_000, 0);
  expect(ids(due(gone, "u1", 1_000))).toEqual(["b", "c"]);
  expect(gone[0]).toMatchObject({ state: "refused", error: { code: "session_not_active" } });
  expect(waiting(gone)).toBe(2);
});

it("backs off with full jitter while the server is in trouble", () => {
  const broken = new RoomtoneError("internal_error", "");
  const once = refused(three(), "a", broken, 0, 1);
  expect(once[0]).toMatchObject({ attempts: 1, notBefore: 1_000, state: "waiting" });
  expect(refused(once, "a", broken, 0, 1)[0]).toMatchObject({ attempts: 2, notBefore: 2_000 });
});

it("never sends one user's commands as another", () => {
  const items = restored([command("a", "s1", 1, "u2"), command("b", "s1", 2), command("c", "s2", 3, null)]);
  expect(ids(due(items, "u1", 10))).toEqual(["b", "c"]);
});

it("gives two commands of one millisecond an order", () => {
  const items = [item(command("a", "s1", 1_000))];
  expect(nextQueuedAt(items, 1_000)).toBe(1_001);
  expect(nextQueuedAt([], 1_000)).toBe(1_000);
});

it("outlives the page in localStorage, and drops what it cannot read", () => {
  const map = new Map<string, string>([
    ["roomtone:queue:x", "{"],
    ["other", "1"],
  ]);
  const storage = webStorage({
    get length() {
      return map.size;
    },
    key: (index) => [...map.keys()][index] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  });
  void storage.put(command("a", "s1", 1));
  expect(storage.load()).toEqual([command("a", "s1", 1)]);
  void storage.remove("a");
  expect([...map.keys()]).toEqual(["other"]);
});

it("CL2 a tap made in time that arrives in the break is held until its session is released", () => {
  const paused = new RoomtoneError("session_not_active", "On break", { reason: "paused" });
  const late = item({
    id: "late",
    event: "submit_clip",
    payload: { tapped_at: 5 },
    sessionId: "L",
    userId: null,
    queuedAt: 1,
  });
  const live = item({
    id: "live",
    event: "submit_clip",
    payload: {},
    sessionId: "M",
    userId: null,
    queuedAt: 2,
  });
  const held = refused(refused([late, live], "late", paused, 1_000, 0), "live", paused, 1_000, 0);
  expect(held.map((one) => one.state)).toEqual(["held", "refused"]);
  expect(due(held, "me", 9_000)).toEqual([]);
  expect(waiting(held)).toBe(1);
  expect(released(held, "another session")).toEqual(held);
  expect(due(released(held, "L"), "me", 9_000).map((one) => one.id)).toEqual(["late"]);
});
