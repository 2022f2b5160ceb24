import { afterEach, expect, it, vi } from "vitest";
import { type ClientOptions, RoomtoneClient } from "./client";
import type { ClipSessionView, IssuedToken, MadeKey } from "./contract";
import type { RoomtoneError } from "./errors";
import type { EventOf } from "./messages";
import type { QueuedCommand } from "./queue";
import type { QueueStorage } from "./queue-storage";

const [first = "", second = "", flaky = "", curt = "", mute = "", deaf = ""] = String(
  import.meta.env.ROOMTONE_URLS,
).split(" ");
const open: RoomtoneClient[] = [];

afterEach(() => {
  vi.restoreAllMocks();
  for (const client of open.splice(0)) client.close();
});

/** Delays of at most 50 ms: a test has no herd to spread. */
function client(url: string, token: string, more: ClientOptions = {}): RoomtoneClient {
  const made = new RoomtoneClient({ url, token, random: () => 0.05, ...more });
  open.push(made);
  return made;
}

async function guest(name: string): Promise<string> {
  const answer = await fetch(`${first}/api/auth/guest`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name }),
  });
  return ((await answer.json()) as IssuedToken).token;
}

/** A running stream: its streamer's token and client, and its id. */
async function stream() {
  const token = await guest("Streamer");
  const streamer = client(first, token);
  const { id } = await streamer.request("POST", "/api/clip-sessions", { body: { title: "Стрим 🔥" } });
  await streamer.command("start_session", { session_id: id });
  return { token, streamer, id };
}

/** What a subscriber knows: the moments of its snapshot and of the events after it, and whether a number was missing. */
class Mirror {
  clips: string[] = [];
  seqs: number[] = [];
  starts = 0;

  readonly handlers = {
    onSnapshot: (view: ClipSessionView) => {
      this.starts += 1;
      this.seqs = [];
      this.clips = view.clips.map((clip) => clip.id);
    },
    onEvent: (event: EventOf<"clip">) => {
      const last = this.seqs.at(-1);
      if (last !== undefined && event.seq !== last + 1) throw new Error(`${event.seq} came after ${last}`);
      this.seqs.push(event.seq);
      if (event.type === "clip_submitted") this.clips.push(event.data.clip.id);
    },
  };
}

function memory(): QueueStorage & { readonly kept: Map<string, QueuedCommand> } {
  const kept = new Map<string, QueuedCommand>();
  return {
    kept,
    load: () => [...kept.values()],
    put: (command) => void kept.set(command.id, command),
    remove: (id) => void kept.delete(id),
  };
}

it("SY3 SY5 receives a thousand events once and in order over a network that breaks in the middle of frames", async () => {
  const { token, id } = await stream();
  const [steady, clumsy] = [new Mirror(), new Mirror()];
  client(first, token).subscribe<"clip">(id, steady.handlers);
  const watching = client(flaky, token);
  let losses = 0;
  watching.connection.addEventListener("state", () => {
    if (watching.connection.state === "reconnecting") losses += 1;
  });
  watching.subscribe<"clip">(id, clumsy.handlers);
  await vi.waitUntil(() => steady.starts === 1 && clumsy.starts > 0, 20_000);
  const viewers = await Promise.all(
    Array.from({ length: 10 }, async (_, n) => client(n % 2 ? first : second, await guest(`Viewer ${n}`))),
  );
  const acked = await Promise.all(
    viewers.map(async (viewer) => {
      const ids: string[] = [];
      for (let n = 0; n < 100; n += 1) {
        const ack = await viewer.command("submit_clip", { session_id: id, note: `момент ${n}` });
        ids.push(ack.clip.id);
      }
      return ids;
    }),
  );
  await vi.waitUntil(() => steady.clips.length === 1_000 && clumsy.clips.length === 1_000, 30_000);
  expect(losses).toBeGreaterThan(5);
  expect(steady.starts).toBe(1);
  expect(clumsy.clips).toEqual(steady.clips);
  expect([...steady.clips].sort()).toEqual(acked.flat().sort());
});

it("SY5 dials again when the connection ends between the greeting and the welcome", async () => {
  await client(curt, "any").connection.whenOnline(30_000);
});

/** For silence that need not be waited out. */
function hurryWelcome(): void {
  const setLater = globalThis.setTimeout;
  // Node's own fetch, too, sets its timers by it, and needs the values that it gives with them.
  const sooner = (then: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) =>
    setLater(then, ms === 20_000 ? 500 : ms, ...values);
  vi.spyOn(globalThis, "setTimeout").mockImplementation(sooner as typeof setTimeout);
}

it("SY5 dials again when the server falls silent between the greeting and the welcome", async () => {
  hurryWelcome();
  await client(mute, "any").connection.whenOnline(30_000);
});

it("SY5 polls where the network drops a WebSocket silently", async () => {
  hurryWelcome();
  await client(deaf, "any").connection.whenOnline(30_000);
});

it("SY12 sends what was queued offline once, in order, with its own time", async () => {
  const { streamer, id } = await stream();
  const viewer = client(second, await guest("Зритель"));
  let live = false;
  viewer.subscribe(id, { onSnapshot: () => (live = true) });
  await vi.waitUntil(() => live, 10_000);
  viewer.connection.network(false);
  expect(viewer.connection.state).toBe("offline");
  // Nobody answers until the network is back; the attempt that is made anyway is what a server on this machine needs.
  const taps = ["один", "два", "три"].map((note) =>
    viewer.command(
      "submit_clip",
      { session_id: id, note, tapped_at: viewer.connection.serverNow() },
      { queueOffline: true },
    ),
  );
  expect(viewer.queue.waiting).toBe(3);
  viewer.connection.network(true);
  const clips = (await Promise.all(taps)).map(({ clip }) => clip);
  expect(clips.map(({ note }) => note)).toEqual(["один", "два", "три"]);
  const view = await streamer.request("GET", `/api/clip-sessions/${id}`);
  expect(view.clips.map((clip) => clip.id)).toEqual(clips.map((clip) => clip.id));
  expect(viewer.queue.waiting).toBe(0);
});

it("SY12 goes on after a restart of the page with what the last one left, and counts it once", async () => {
  const { streamer, id } = await stream();
  const token = await guest("Зритель");
  const storage = memory();
  const before = client(first, token, { storage });
  const sent = await before.command("submit_clip", { session_id: id, note: "once" }, { queueOffline: true });
  await before.ensureUser();
  before.connection.network(false);
  before
    .command("submit_clip", { session_id: id, note: "later" }, { queueOffline: true })
    .catch(() => undefined);
  await vi.waitUntil(() => storage.kept.size === 1);
  before.close();
  const after = client(second, token, { storage });
  await vi.waitUntil(() => storage.kept.size === 0, 10_000);
  await vi.waitUntil(() => after.queue.items.length === 0, 10_000);
  const view = await streamer.request("GET", `/api/clip-sessions/${id}`);
  expect(view.clips.map(({ note }) => note)).toEqual(["once", "later"]);
  expect(view.clips[0]?.id).toBe(sent.clip.id);
});

it("C2 keeps a queued tap that is refused for good, to be shown, and goes on with the next", async () => {
  const { streamer, id } = await stream();
  const viewer = client(second, await guest("Зритель"));
  await streamer.command("pause_session", { session_id: id });
  const refused = viewer.command(
    "submit_clip",
    { session_id: id, note: "on the break" },
    { queueOffline: true },
  );
  await expect(refused).rejects.toMatchObject({ code: "session_not_active", advice: "give_up" });
  expect(viewer.queue.items).toMatchObject([{ state: "refused", error: { code: "session_not_active" } }]);
  await streamer.command("resume_session", { session_id: id });
  await viewer.command("submit_clip", { session_id: id, note: "after it" }, { queueOffline: true });
  viewer.queue.dismiss(viewer.queue.items[0]?.id ?? "");
  expect(viewer.queue.items).toEqual([]);
});

it("C3 tells by the code what a viewer may not do, over sockets and HTTP alike", async () => {
  const { id } = await stream();
  const viewer = client(second, await guest("Зритель"));
  const codes = await Promise.all(
    [
      viewer.command("pause_session", { session_id: id }),
      viewer.request("POST", `/api/clip-sessions/${id}/pause`),
      viewer.command("start_session", { session_id: "nonsense" }),
    ].map((refused) => refused.then(String, (error: RoomtoneError) => error.code)),
  );
  expect(codes).toEqual(["forbidden", "forbidden", "invalid_session_id"]);
});

it("SY17 says that a session is gone: deleted during the subscription, or never there", async () => {
  const { streamer, id } = await stream();
  const gone: string[] = [];
  const viewer = client(second, await guest("Зритель"));
  let live = false;
  viewer.subscribe(id, { onSnapshot: () => (live = true), onGone: (reason) => gone.push(reason) });
  await vi.waitUntil(() => live, 10_000);
  await streamer.request("DELETE", `/api/clip-sessions/${id}`);
  await vi.waitUntil(() => gone.length === 1, 10_000);
  viewer.subscribe(id, { onGone: (reason) => gone.push(reason) });
  await vi.waitUntil(() => gone.length === 2, 10_000);
  expect(gone).toEqual(["deleted", "session_not_found"]);
});

it("AC1 closes for good with a token that nobody believes", async () => {
  const stranger = client(first, "not.a.token");
  const gone = stranger.command("start_session", { session_id: crypto.randomUUID() });
  await expect(gone).rejects.toMatchObject({ code: "closed" });
  expect(stranger.connection.closedBecause).toBe("unauthorized");
});

it("KY4 reads with a key for scripts, asks no account for it, and closes for good when the key ends", async () => {
  const { streamer, id } = await stream();
  const body = { name: "Board", scopes: ["read"], session_id: id };
  const made: MadeKey = await streamer.request("POST", "/api/keys", { body });
  const board = client(second, made.key);
  const mirror = new Mirror();
  board.subscribe<"clip">(id, mirror.handlers);
  await vi.waitUntil(() => mirror.starts === 1, 10_000);
  expect((await board.request("GET", `/api/clip-sessions/${id}`)).role).toBe("owner");
  expect(board.user).toBeNull();
  await streamer.request("DELETE", `/api/keys/${made.id}`);
  await vi.waitUntil(() => board.connection.closedBecause !== null, 10_000);
  expect(board.connection.closedBecause).toBe("unauthorized");
});

it("a command that waits for its ack ends with the client, and nothing connects again", async () => {
  const { token, id } = await stream();
  const viewer = client(first, token);
  viewer.subscribe<"clip">(id, {});
  await vi.waitUntil(() => viewer.connection.online);
  const marking = viewer.command("submit_clip", { session_id: id });
  await Promise.resolve(); // sent
  viewer.close();
  await expect(marking).rejects.toMatchObject({ code: "closed", advice: "give_up" });
  expect(viewer.connection.state).toBe("closed");
});
