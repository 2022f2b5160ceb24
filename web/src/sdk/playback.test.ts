import { expect, test } from "vitest";
import type { RoomtoneClient } from "./client";
import { RoomtoneError } from "./errors";
import { PlaybackReporter } from "./playback";
import { memoryStretches } from "./stretches";

const DUNE = { id: "dune", name: "dune.m4b" };
const EMMA = { id: "emma", name: "emma.m4b" };
const BEGIN = 1_769_600_000_000;
const MINUTE = 60_000;

/** A reporter with a clock and a server of the test's own: `sent` is what went out, in its order. */
function reporting(ownerId = "main") {
  const sent: { event: string; said: Record<string, unknown> }[] = [];
  const waiting: ((ack: object) => void)[] = [];
  const world = { now: BEGIN, online: true, holding: false, ended: false, known: new Set(["dune", "emma"]) };
  const connection = Object.assign(new EventTarget(), { open: () => {} });
  Object.defineProperty(connection, "online", { get: () => world.online });
  const client = Object.assign(new EventTarget(), {
    connection,
    user: { id: "ann" },
    ensureUser: async () => ({ id: "ann" }),
    command(event: string, said: Record<string, unknown>) {
      sent.push({ event, said });
      const known = world.known.has(String(said.book_id));
      const result = !known
        ? "unknown_book"
        : said.status === "playing"
          ? "tracked"
          : world.ended
            ? "nothing"
            : "finalized";
      if (!world.holding) return Promise.resolve({ ok: true, result, entry: null });
      return new Promise((resolve) => waiting.push(() => resolve({ ok: true, result, entry: null })));
    },
    async request(_method: string, path: string, { body }: { body: Record<string, unknown> }) {
      if (!world.online) throw new RoomtoneError("offline", "away");
      sent.push({ event: path, said: body });
      if (path.endsWith("/books")) world.known.add(String(body.id));
      const items = (body.items ?? []) as { book_id: string }[];
      return {
        items: items.map((one) => ({ reason: world.known.has(one.book_id) ? null : "unknown_book" })),
      };
    },
  });
  const storage = memoryStretches();
  const reporter = new PlaybackReporter(client as unknown as RoomtoneClient, {
    playerId: "p",
    ownerId,
    storage,
    now: () => world.now,
    monotonicNow: () => world.now,
  });
  return {
    reporter,
    storage,
    sent,
    world,
    answer: async () => {
      while (waiting.length > 0) {
        for (const one of waiting.splice(0)) one({});
        await new Promise((resolve) => setTimeout(resolve));
      }
    },
    /** The player says four times a second that it plays, as audio elements do. */
    play: async (book: typeof DUNE, ms: number, positionMs?: number) => {
      for (const end = world.now + ms; world.now < end; world.now += 250) reporter.playing(book, positionMs);
      await reporter.settled();
    },
    reconnect: async () => {
      world.online = true;
      connection.dispatchEvent(new Event("online"));
      await reporter.settled();
    },
    batches: () => sent.filter(({ event }) => event.endsWith("/batch")).flatMap(({ said }) => said.items),
    statuses: () => sent.map(({ said }) => `${said.book_id} ${said.status}`),
  };
}

test("I4 I10 a book has one heartbeat in five seconds, another book its own at once", async () => {
  const { play, statuses } = reporting();
  await play(DUNE, 12_000);
  expect(statuses()).toEqual(["dune playing", "dune playing", "dune playing"]);
  await play(EMMA, 1_000);
  expect(statuses().slice(3)).toEqual(["dune stopped", "emma playing"]);
});

test("I8 a stop goes out at once, after the heartbeat that is under way, with the time at which it happened", async () => {
  const { reporter, world, sent, answer, statuses } = reporting();
  world.holding = true;
  reporter.playing(DUNE, 1_000);
  world.now += 700;
  reporter.stopped(1_700);
  await Promise.resolve();
  expect(statuses()).toEqual(["dune playing"]);
  world.now += 2_000;
  await answer();
  await reporter.settled();
  expect(statuses()).toEqual(["dune playing", "dune stopped"]);
  expect(sent[1]?.said).toMatchObject({ ago_ms: 2_000, position_ms: 1_700 });
  reporter.stopped();
  await reporter.settled();
  expect(sent).toHaveLength(2);
});

test("I2 a player of clips reports nothing", async () => {
  const { reporter, play, sent } = reporting("clip");
  await play(DUNE, 12_000);
  reporter.stopped();
  await reporter.settled();
  expect(sent).toEqual([]);
});

test("LI1 what is heard without a connection is stored every five seconds and sent when it is back", async () => {
  const { reporter, play, world, storage, sent, reconnect, batches } = reporting();
  await play(DUNE, 10_000);
  world.online = false;
  await play(DUNE, MINUTE, 5_000);
  const [kept] = await storage.load();
  // A tab that dies now loses less than five seconds.
  expect(world.now - (kept?.endedAt ?? 0)).toBeLessThanOrEqual(5_000);
  reporter.stopped(9_000);
  await reporter.settled();
  expect(reporter.waitingMs).toBe(MINUTE + 5_000); // since the last heartbeat that was answered
  await reconnect();
  expect(batches()).toMatchObject([
    { book_id: "dune", started_at: BEGIN + 5_000, ended_at: BEGIN + 10_000 + MINUTE, position_ms: 9_000 },
  ]);
  expect(sent.at(-1)?.said).toMatchObject({ sent_at: world.now, player_id: "p" });
  expect([reporter.waitingMs, await storage.load()]).toEqual([0, []]);
});

test("LI1 a stretch that grew after it was sent is sent again under another id, and is not lost", async () => {
  const { reporter, play, world, storage, batches, reconnect } = reporting();
  world.online = false;
  await play(DUNE, MINUTE);
  const [first] = await storage.load();
  await play(DUNE, MINUTE);
  if (first) await storage.remove(first); // another tab has sent what it knew of it
  expect(await storage.load()).toHaveLength(1);
  reporter.stopped();
  await reporter.settled();
  await reconnect();
  expect(batches()).toMatchObject([{ started_at: BEGIN, ended_at: BEGIN + 2 * MINUTE }]);
});

test("LI1 a stop in the instant of the return is not short of what was heard offline", async () => {
  const { reporter, play, world, batches, reconnect } = reporting();
  world.online = false;
  await play(DUNE, MINUTE);
  reporter.stopped();
  await reconnect();
  await reporter.settled();
  expect(batches().at(-1)).toMatchObject({ started_at: BEGIN, ended_at: BEGIN + MINUTE });
});

test("I10 I11 a connection that breaks between two heartbeats costs nothing", async () => {
  const { reporter, play, world, batches, reconnect } = reporting();
  await play(DUNE, 1_000);
  await reconnect(); // the server has ended the entry with the old connection
  await play(DUNE, 5_000);
  expect(batches()).toMatchObject([{ started_at: BEGIN, ended_at: BEGIN + 5_000 }]);
  world.ended = true;
  await play(DUNE, 1_000);
  reporter.stopped();
  await reporter.settled();
  expect(batches().at(-1)).toMatchObject({ started_at: BEGIN + 5_000, ended_at: BEGIN + 7_000 });
});

test("I7 I13 a frozen page goes on within five minutes, and begins another stretch after more", async () => {
  const { play, world, storage } = reporting();
  world.online = false;
  await play(DUNE, MINUTE);
  world.now += 4 * MINUTE;
  await play(DUNE, MINUTE);
  expect((await storage.load()).map((one) => one.endedAt - one.startedAt)).toEqual([6 * MINUTE - 5_000]);
  world.now += 6 * MINUTE;
  await play(DUNE, MINUTE);
  expect(await storage.load()).toHaveLength(2);
});

test("I14 a book that the server does not know is added, and reported again", async () => {
  const { play, world, statuses, sent, reporter, reconnect, batches } = reporting();
  world.known.clear();
  await play(DUNE, 1_000);
  expect(sent.map(({ event }) => event)).toEqual([
    "track_playback",
    "/api/listening/books",
    "track_playback",
  ]);
  expect(statuses().at(-1)).toBe("dune playing");
  world.online = false;
  await play(EMMA, MINUTE);
  reporter.stopped();
  await reconnect();
  expect(batches().at(-1)).toMatchObject({ book_id: "emma" });
  expect(sent.filter(({ event, said }) => event.endsWith("/books") && said.id === "emma")).toHaveLength(1);
});

test("what somebody else of this browser heard waits for them", async () => {
  const { storage, sent, reconnect } = reporting();
  await storage.put({ id: "1", userId: "bob", book: DUNE, startedAt: 1, endedAt: 2_000, positionMs: null });
  await reconnect();
  expect([sent, (await storage.load()).length]).toEqual([[], 1]);
});
