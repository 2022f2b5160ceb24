import { afterEach, expect, it } from "vitest";
import { RoomtoneClient } from "./client";
import type { EntryPage, IssuedToken } from "./contract";
import { PlaybackReporter } from "./playback";
import { memoryStretches, type StretchStorage } from "./stretches";

const [url = ""] = String(import.meta.env.ROOMTONE_URLS).split(" ");
const open: RoomtoneClient[] = [];
const MINUTE = 60_000;

afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

async function listener(): Promise<RoomtoneClient> {
  const answer = await fetch(`${url}/api/auth/guest`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name: "Listener" }),
  });
  const { token } = (await answer.json()) as IssuedToken;
  const client = new RoomtoneClient({ url, token, random: () => 0.05 });
  open.push(client);
  await client.ensureUser();
  return client;
}

async function online(client: RoomtoneClient): Promise<void> {
  client.connection.open();
  if (client.connection.online) return;
  await new Promise((resolve) => client.connection.addEventListener("online", resolve, { once: true }));
}

async function entries(client: RoomtoneClient): Promise<EntryPage["items"]> {
  return (await client.request<EntryPage>("GET", "/api/listening/sessions")).items;
}

function reporterOf(client: RoomtoneClient, storage: StretchStorage, clock = { now: Date.now() }) {
  const now = () => clock.now;
  const book = { id: "dune", name: "dune.m4b", title: "Dune" };
  return { clock, book, reporter: new PlaybackReporter(client, { playerId: "p", storage, now }) };
}

it("I4 I14 reports a book that nobody added, and its stop", async () => {
  const client = await listener();
  await online(client);
  const { reporter, book } = reporterOf(client, memoryStretches());
  reporter.playing(book, 1_000);
  await reporter.settled();
  expect(await entries(client)).toMatchObject([{ book_id: "dune", book_title: "Dune" }]);
  reporter.stopped(1_500);
  await reporter.settled();
  expect(await entries(client)).toEqual([]); // less than a second
});

it("LI1 LI2 brings what was heard offline, with a wrong clock, once, by another start of the player", async () => {
  const client = await listener();
  const storage = memoryStretches();
  const { reporter, book, clock } = reporterOf(client, storage, { now: Date.now() - 26 * 60 * MINUTE });
  client.connection.network(false); // reporting opens the connection, which must not come up yet
  reporter.playing(book, 0);
  clock.now += 4 * MINUTE;
  reporter.stopped(4 * MINUTE);
  await reporter.settled();
  expect(reporter.waitingMs).toBe(4 * MINUTE);
  reporter.close();
  clock.now += 2 * 60 * MINUTE; // and this device's clock is still a day late
  const next = new PlaybackReporter(client, { playerId: "q", storage, now: () => clock.now });
  await next.flush();
  const [entry] = await entries(client);
  expect(Math.abs((entry?.ended_at ?? 0) - (Date.now() - 2 * 60 * MINUTE))).toBeLessThan(MINUTE);
  expect((entry?.ended_at ?? 0) - (entry?.started_at ?? 0)).toBe(4 * MINUTE);
  const { items } = await client.request("GET", "/api/listening/books");
  expect(items[0]?.place?.position_ms).toBe(4 * MINUTE);
  expect(await storage.load()).toEqual([]);
});
