import { expect, it, vi } from "vitest";
import { type contract, RoomtoneClient } from "../sdk";

const url = String(import.meta.env.ROOMTONE_URLS);

it("votes, and receives the votes of others and the winner", async () => {
  const received: string[] = [];
  const headers = { "Content-Type": "application/json" };
  const guest = await fetch(`${url}/api/auth/guest`, { method: "POST", headers, body: "{}" });
  const { token } = (await guest.json()) as contract.IssuedToken; // a browser keeps it as a cookie
  const client = new RoomtoneClient({ url, token });
  const poll = await client.request("POST", "/api/polls", { body: { question: "Tea?", options: ["Yes", "No"] } });
  let last = poll;
  client.subscribe<"poll">(poll.id, {
    onSnapshot: (snapshot) => {
      last = snapshot;
    },
    onEvent: (event) => {
      received.push(event.type);
      if ("poll" in event.data) last = event.data.poll;
    },
  });
  await client.command("vote", { session_id: poll.id, option: 0 });
  await client.command("close_poll", { session_id: poll.id });
  await vi.waitFor(() => expect(last.winner).toBe(0), 30_000);
  expect(last.counts).toEqual([1, 0]);
  expect(received.at(-1)).toBe("counted");
  client.close();
});
