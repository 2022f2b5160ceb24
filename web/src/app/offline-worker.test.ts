import { describe, expect, it } from "vitest";
import SOURCE from "./offline-worker.js?raw";

type Handler = (event: Record<string, unknown>) => void;

const HERE = "https://room.example";

/** The caches of a browser, by name in the order in which they were made. */
class Stores {
  readonly kept = new Map<string, Map<string, Response>>();
  keys = async () => [...this.kept.keys()];
  has = async (name: string) => this.kept.has(name);
  delete = async (name: string) => this.kept.delete(name);
  match = async (url: string) => [...this.kept.values()].flatMap((one) => one.get(url) ?? [])[0]?.clone();
  constructor(private readonly get: (url: string) => Promise<Response>) {}
  open = async (name: string) => {
    const store = this.kept.get(name) ?? new Map<string, Response>();
    this.kept.set(name, store);
    const full = (url: string) => new URL(url, HERE).href;
    return {
      match: async (url: string) => store.get(full(url))?.clone(),
      put: async (url: string, answer: Response) => void store.set(full(url), answer),
      addAll: async (urls: string[]) => {
        for (const url of urls) store.set(full(url), await this.get(url));
      },
    };
  };
}

/** A worker of a build, on a server that answers `get`. */
function worker(build: string, get: (url: string) => Promise<Response>, stores: Stores) {
  const handlers = new Map<string, Handler>();
  const self = {
    addEventListener: (name: string, one: Handler) => handlers.set(name, one),
    skipWaiting() {},
  };
  const source = SOURCE.replace("__ASSETS__", JSON.stringify([`/assets/${build}.js`]))
    .replace("__PATHS__", JSON.stringify(["^/$", "^/s/[^/]+/?$"]))
    .replace("__VERSION__", JSON.stringify(build));
  const fetched = (request: string | { url: string }) =>
    get(typeof request === "string" ? request : request.url);
  new Function("self", "caches", "fetch", "location", source)(self, stores, fetched, new URL(HERE));
  const waited = async (name: string) => {
    let work: unknown;
    handlers.get(name)?.({ waitUntil: (one: unknown) => (work = one) });
    await work;
  };
  return {
    install: () => waited("install"),
    activate: () => waited("activate"),
    async ask(path: string, mode = "navigate") {
      let answer: Promise<Response> | undefined;
      const request = { method: "GET", mode, url: HERE + path };
      handlers.get("fetch")?.({ request, respondWith: (one: Promise<Response>) => (answer = one) });
      return answer === undefined ? undefined : (await answer).text();
    },
  };
}

function served(build: string) {
  return async (url: string) => {
    const path = new URL(url, HERE).pathname;
    if (path.startsWith("/assets/")) return new Response(`file of ${build}`);
    return new Response(`shell ${path} "/assets/${build}.js"`);
  };
}

const down = async (): Promise<Response> => Promise.reject(new TypeError("no network"));
const at = (build: string) => `shell / "/assets/${build}.js"`;

describe("offline worker", () => {
  it("PG7 shows the shell for pages alone, and takes nothing else", async () => {
    let get = served("a");
    const stores = new Stores((url) => get(url));
    const one = worker("a", (url) => get(url), stores);
    await one.install();
    expect(await one.ask("/s/1")).toBe('shell /s/1 "/assets/a.js"');
    get = down;
    expect(await one.ask("/s/1")).toBe(at("a"));
    expect(await one.ask("/assets/a.js", "cors")).toBe("file of a");
    for (const path of ["/api/auth/me", "/admin", "/tg_auth?token=x", "/s/1/remix"])
      expect(await one.ask(path)).toBeUndefined();
    expect(await one.ask("/api/auth/me", "cors")).toBeUndefined();
    const kept = [...stores.kept.values()].flatMap((store) => [...store.keys()]);
    expect(kept).toEqual([`${HERE}/assets/a.js`, `${HERE}/listen`, `${HERE}/`]);
  });

  it("PG7 shows the shell when the server is down, and an answer that says more", async () => {
    let status = 503;
    const get = async (url: string) => (status ? new Response("answer", { status }) : served("a")(url));
    const stores = new Stores(served("a"));
    await worker("a", served("a"), stores).install();
    const one = worker("a", get, stores);
    expect(await one.ask("/s/1")).toBe(at("a"));
    status = 404;
    expect(await one.ask("/s/1")).toBe("answer");
  });

  it("PG7 never mixes builds: a half deployed one is not installed, an open page keeps its files", async () => {
    let get = served("a");
    const stores = new Stores((url) => get(url));
    const made = (build: string) => worker(build, (url) => get(url), stores);
    const [a, b, c] = [made("a"), made("b"), made("c")];
    await a.install();
    await expect(b.install()).rejects.toThrow("another build");
    get = down;
    expect(await a.ask("/s/1")).toBe(at("a"));
    get = served("b");
    await b.install();
    await b.activate();
    get = down;
    expect(await b.ask("/s/1")).toBe(at("b"));
    expect(await b.ask("/assets/a.js", "cors")).toBe("file of a");
    get = served("c");
    await c.install();
    await c.activate();
    expect(await stores.keys()).toEqual(["roomtone-shell-b", "roomtone-shell-c"]);
  });

  it.each(["/listen", "/assets/b.js"])(
    "PG7 a build that fails at %s leaves nothing, so the next one keeps the files of open pages",
    async (failing) => {
      let get = served("a");
      const stores = new Stores((url) => get(url));
      const made = (build: string) => worker(build, (url) => get(url), stores);
      await made("a").install();
      get = async (url) => (new URL(url, HERE).pathname === failing ? down() : served("b")(url));
      await expect(made("b").install()).rejects.toThrow("no network");
      get = served("c");
      const c = made("c");
      await c.install();
      await c.activate();
      expect(await stores.keys()).toEqual(["roomtone-shell-a", "roomtone-shell-c"]);
      get = async (url) => (url.startsWith("/assets/") ? down() : served("c")(url));
      await expect(made("c").install()).rejects.toThrow("no network");
      expect(await c.ask("/assets/c.js", "cors")).toBe("file of c");
    },
  );

  it("PG7 a build whose worker is killed while it installs is not kept instead of the one with open pages", async () => {
    let get = served("a");
    let reached: (() => void) | undefined;
    const stores = new Stores((url) => get(url));
    const made = (build: string) => worker(build, (url) => get(url), stores);
    const a = made("a");
    await a.install();
    const killed = new Promise<void>((resolve) => {
      reached = resolve;
    });
    get = async (url) => {
      if (!url.includes("/assets/")) return served("b")(url);
      reached?.();
      return new Promise<Response>(() => undefined); // it is killed here, and nothing of it runs any more
    };
    void made("b").install();
    await killed;
    expect(await stores.keys()).toContain("roomtone-shell-b");
    get = served("c");
    const c = made("c");
    await c.install();
    await c.activate();
    expect(await stores.keys()).toEqual(["roomtone-shell-a", "roomtone-shell-c"]);
    get = down;
    expect(await c.ask("/s/1")).toBe(at("c"));
    expect(await c.ask("/assets/a.js", "cors")).toBe("file of a");
  });
});
