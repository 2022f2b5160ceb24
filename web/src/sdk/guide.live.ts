import { expect, it, vi } from "vitest";
import guide from "../../../docs/clients.md?raw";
import { type ClientOptions, RoomtoneClient } from "./client";
import type { IssuedToken } from "./contract";
import { webStorage } from "./queue-storage";

const [url = ""] = String(import.meta.env.ROOMTONE_URLS).split(" ");

/** localStorage, which Node does not have. */
function storage() {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

it("the TypeScript of docs/clients.md does what it says", async () => {
  const headers = { "Content-Type": "application/json" };
  const made = await fetch(`${url}/api/auth/guest`, { method: "POST", headers, body: '{"name":"Ada"}' });
  const { token } = (await made.json()) as IssuedToken;
  // Node has no origin and no cookies: the client of the page gets an address and a token here.
  class PageClient extends RoomtoneClient {
    constructor(options: ClientOptions) {
      super({ ...options, url, token });
    }
  }
  const snippets = [...guide.matchAll(/```ts\n(.*?)```/gs)].map((found) => found[1]);
  const body = snippets.join("\n").replace(/^import .*$/gm, "");
  const said: string[] = [];
  const run = new Function(
    ...["RoomtoneClient", "webStorage", "localStorage", "show"],
    `return (async () => {${body}})();`,
  );
  await run(PageClient, webStorage, storage(), (text: string) => said.push(text));
  await vi.waitUntil(() => said.includes("0 waiting"));
  expect(said).toContain("You are Ada");
  expect(said).toContain("owner: 0 moments");
  expect(said).toContain("1 session_started");
  expect(said).toContain("refused: invalid_transition");
  expect(said).toContain("1 waiting");
  expect(said).toContain("00:00:00");
  expect(said).toContain("applied");
});
