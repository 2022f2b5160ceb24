import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RoomtoneError } from "./errors";
import type { SessionEvent, UntypedAck } from "./messages";
import { Subscription, type SubscriptionHandlers } from "./subscription";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Question = {
  readonly since?: unknown;
  answer(ack: object): Promise<void>;
  refuse(error: RoomtoneError): Promise<void>;
};

/** A subscription on a connection whose questions the test answers. */
function subscribed(handlers: SubscriptionHandlers = {}) {
  const questions: Question[] = [];
  const received: string[] = [];
  const call = (_event: string, payload: object) =>
    new Promise<UntypedAck>((resolve, reject) => {
      questions.push({
        ...payload,
        answer: async (ack) => {
          resolve({ ok: true, role: "viewer", ...ack });
          await vi.advanceTimersByTimeAsync(0);
        },
        refuse: async (error) => {
          reject(error);
          await vi.advanceTimersByTimeAsync(0);
        },
      });
    });
  const subscription = new Subscription(
    "s",
    {
      onSnapshot: (snapshot, role) => received.push(`${snapshot} ${role}`),
      onEvent: (event) => received.push(String(event.seq)),
      onGone: (reason) => received.push(`gone ${reason}`),
      onError: (error) => received.push(`error ${error.code}`),
      ...handlers,
    },
    {
      connection: { online: true, call },
      identity: { distrust: () => received.push("distrust") },
      random: () => 1,
      onClose: () => received.push("closed"),
    },
  );
  subscription.connected();
  return { subscription, questions, received };
}

function event(seq: number, type = "edited"): SessionEvent {
  return { session_id: "s", seq, type, at: 0, by: null, data: {} };
}

const at = (seq: number, epoch = "A") => ({ position: { epoch, seq } });

it("asks without a position first, and from where it was after a break", async () => {
  const { subscription, questions, received } = subscribed();
  expect(questions[0]?.since).toBeUndefined();
  await questions[0]?.answer({ ...at(3), snapshot: "view" });
  subscription.receive(event(4));
  subscription.disconnected();
  expect(subscription.state).toBe("waiting");
  subscription.connected();
  expect(questions[1]?.since).toEqual({ epoch: "A", seq: 4 });
  await questions[1]?.answer({ ...at(5), events: [event(5)] });
  expect(received).toEqual(["view viewer", "4", "5"]);
  expect(subscription.state).toBe("live");
});

it("does not listen to the answer to a question of an earlier connection", async () => {
  const { subscription, questions, received } = subscribed();
  subscription.disconnected();
  subscription.connected();
  await questions[0]?.answer({ ...at(1), snapshot: "old" });
  await questions[1]?.answer({ ...at(2), snapshot: "new" });
  expect(received).toEqual(["new viewer"]);
});

it("starts again at once when the role changed while the server was looking", async () => {
  const { subscription, questions, received } = subscribed();
  await questions[0]?.answer({ ...at(3), snapshot: "view" });
  subscription.disconnected();
  subscription.connected();
  await questions[1]?.refuse(new RoomtoneError("conflict", "Your role has changed"));
  expect(questions[2]?.since).toBeUndefined();
  await questions[2]?.answer({ ...at(9), role: "owner", snapshot: "all" });
  expect(received).toEqual(["view viewer", "all owner"]);
  expect(subscription.role).toBe("owner");
});

it("waits as long as the server asks, and says what is in the way", async () => {
  const { questions, received } = subscribed();
  await questions[0]?.refuse(new RoomtoneError("rate_limited", "", { retry_after: 4 }));
  await vi.advanceTimersByTimeAsync(3_900);
  expect(questions).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(questions).toHaveLength(2);
  expect(received).toEqual(["error rate_limited"]);
});

it("asks at once about a hole, and backs off when the answer has one too", async () => {
  const { subscription, questions } = subscribed();
  await questions[0]?.answer({ ...at(3), snapshot: "view" });
  subscription.receive(event(9));
  await vi.advanceTimersByTimeAsync(0);
  expect(questions[1]?.since).toEqual({ epoch: "A", seq: 3 });
  await questions[1]?.answer({ ...at(9), events: [event(4)] });
  await vi.advanceTimersByTimeAsync(900);
  expect(questions).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(questions).toHaveLength(3);
  expect(questions[2]?.since).toBeUndefined();
});

it("ends when the session is deleted, and when the server refuses for good", async () => {
  const deleted = subscribed();
  await deleted.questions[0]?.answer({ ...at(0), snapshot: "view" });
  deleted.subscription.receive(event(1, "deleted"));
  deleted.subscription.receive(event(2));
  expect(deleted.received).toEqual(["view viewer", "1", "closed", "gone deleted"]);
  const refused = subscribed();
  await refused.questions[0]?.refuse(new RoomtoneError("forbidden", "No"));
  expect(refused.received).toEqual(["closed", "gone forbidden"]);
  expect(refused.subscription.state).toBe("gone");
});

it("goes on after a page's mistake, and reports it", async () => {
  const uncaught: unknown[] = [];
  const report = (error: unknown) => uncaught.push(error);
  const delivered = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((work) => {
    try {
      work();
    } catch (error) {
      report(error);
    }
  });
  let seen = 0;
  const { subscription, questions } = subscribed({
    onEvent: () => {
      seen += 1;
      throw new Error("the page's");
    },
  });
  await questions[0]?.answer({ ...at(0), snapshot: "view" });
  subscription.receive(event(1));
  subscription.receive(event(2));
  delivered.mockRestore();
  expect([seen, uncaught.length]).toEqual([2, 2]);
});

it("receives nothing after it was closed, not even by its own hand in the middle of a batch", async () => {
  const { subscription, questions, received } = subscribed({
    onEvent: (one) => {
      received.push(String(one.seq));
      subscription.close();
    },
  });
  subscription.receive(event(2));
  subscription.receive(event(3));
  await questions[0]?.answer({ ...at(1), snapshot: "view" });
  subscription.receive(event(4));
  expect(received).toEqual(["view viewer", "2", "closed"]);
});

it("announces each time that the subscription is live, after its first messages", async () => {
  const delivered: string[] = [];
  const { subscription, questions } = subscribed({
    onSnapshot: () => delivered.push("snapshot"),
    onEvent: (event) => delivered.push(String(event.seq)),
    onLive: () => delivered.push("live"),
  });
  await questions[0]?.answer({ ...at(1), snapshot: "one" });
  subscription.receive(event(2));
  subscription.disconnected();
  subscription.connected();
  await questions[1]?.answer({ ...at(3), events: [event(3)] });
  expect(delivered).toEqual(["snapshot", "live", "2", "3", "live"]);
});

const page = (rows: object, next_cursor: string | null, epoch = "A") => ({
  ...at(7, epoch),
  rows,
  next_cursor,
});
const large = (cursor: string | null) => ({ rows: [1], next_cursor: cursor });

/** A subscription that notes whole snapshots as text. */
function assembling() {
  const received: string[] = [];
  const made = subscribed({
    onSnapshot: (snapshot) => received.push(JSON.stringify(snapshot)),
    onEvent: (one) => received.push(String(one.seq)),
    onLive: () => received.push("live"),
    onGone: (reason) => received.push(`gone ${reason}`),
  });
  return { ...made, received };
}

it("SY22 receives a large snapshot when its last page is there, and then what happened meanwhile", async () => {
  const { subscription, questions, received } = assembling();
  await questions[0]?.answer({ ...at(3), snapshot: large("a") });
  subscription.receive(event(4));
  expect(subscription.state).toBe("waiting");
  expect(questions[1]).toMatchObject({ cursor: "a" });
  await questions[1]?.answer(page({ rows: [2] }, "b"));
  subscription.receive(event(5));
  await questions[2]?.answer(page({ rows: [3], others: [4] }, null));
  expect(received).toEqual(['{"rows":[1,2,3],"next_cursor":null,"others":[4]}', "4", "5", "live"]);
  expect(subscription.state).toBe("live");
});

it("SY22 goes on with the pages where they were when the connection comes back", async () => {
  const { subscription, questions, received } = assembling();
  await questions[0]?.answer({ ...at(3), snapshot: large("a") });
  await questions[1]?.answer(page({ rows: [2] }, "b"));
  subscription.disconnected();
  await questions[2]?.answer(page({ rows: [99] }, null)); // of the old connection: it counts for nothing
  subscription.connected();
  expect(questions[3]).toMatchObject({ since: { epoch: "A", seq: 3 } });
  await questions[3]?.answer({ ...at(4), events: [event(4)] });
  expect(questions[4]).toMatchObject({ cursor: "b" });
  await questions[4]?.answer(page({ rows: [3] }, null));
  expect(received).toEqual(['{"rows":[1,2,3],"next_cursor":null}', "4", "live"]);
});

it.each([
  ["another history", { ...page({ rows: [2] }, null, "B") }],
  ["another role", { ...page({ rows: [2] }, null), role: "owner" }],
])("SY22 starts again when a page is of %s", async (_, answer) => {
  const { questions, received } = assembling();
  await questions[0]?.answer({ ...at(3), snapshot: large("a") });
  await questions[1]?.answer(answer);
  await vi.advanceTimersByTimeAsync(0);
  expect(questions[2]).not.toHaveProperty("since");
  await questions[2]?.answer({ ...at(1, "B"), snapshot: large(null) });
  expect(received).toEqual(['{"rows":[1],"next_cursor":null}', "live"]);
});

it("SY22 tries a page again after a refusal that passes, and a resync drops the pages", async () => {
  const { subscription, questions, received } = assembling();
  await questions[0]?.answer({ ...at(3), snapshot: large("a") });
  await questions[1]?.refuse(new RoomtoneError("unavailable", "Not now"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(questions[2]).toMatchObject({ cursor: "a" });
  subscription.resync();
  await vi.advanceTimersByTimeAsync(0);
  await questions[2]?.answer(page({ rows: [2] }, null));
  await questions[3]?.answer({ ...at(9), snapshot: large(null) });
  expect(received).toEqual(['{"rows":[1],"next_cursor":null}', "live"]);
});

it("SY22 a session that is deleted while its pages come is gone", async () => {
  const { subscription, questions, received } = assembling();
  await questions[0]?.answer({ ...at(3), snapshot: large("a") });
  subscription.receive(event(4, "deleted"));
  await questions[1]?.answer(page({ rows: [2] }, null));
  expect(received).toEqual(["gone deleted"]);
});
