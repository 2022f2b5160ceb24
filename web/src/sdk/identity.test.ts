import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ServerClock } from "./clock";
import { Http } from "./http";
import { Identity, type IdentityOptions } from "./identity";

const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** An identity in front of accounts' routes that answer as given, by `METHOD path`. */
function before(
  routes: Record<string, (bearer: string | null) => [number, unknown]>,
  options: IdentityOptions = {},
  hasCookie = true,
) {
  const asked: string[] = [];
  const http = new Http({
    url: "",
    clock: new ServerClock(),
    fetch: (url, init) => {
      const name = `${init?.method} ${String(url)}`;
      asked.push(name);
      const bearer = new Headers(init?.headers).get("Authorization");
      const [status, body] = routes[name]?.(bearer) ?? [404, {}];
      return Promise.resolve(
        new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }),
      );
    },
    bearer: () => identity.bearer,
    random: () => 0,
    sleep: () => Promise.resolve(),
  });
  const identity: Identity = new Identity(http, options, Date.now, hasCookie);
  return { identity, asked };
}

function grant(name: string, extra: object = {}) {
  const user = { id: `id of ${name}`, name, guest: true, roles: [], permissions: [] };
  return { user, expires_at: Date.now() + HOUR, ...extra };
}

const visitor = (): [number, unknown] => [200, { user: null, expires_at: null }];
const nobody = (): [number, unknown] => [401, { error: "Sign in first", code: "unauthorized" }];

it("finds the user of the cookie", async () => {
  const { identity, asked } = before({ "GET /api/auth/me": () => [200, grant("Ada")] });
  expect((await identity.ensure()).name).toBe("Ada");
  await identity.ensure();
  expect(asked).toEqual(["GET /api/auth/me"]);
  expect(identity.bearer).toBeNull();
});

it.each([
  ["nobody is signed in", visitor],
  ["the cookie's token is over", nobody],
])("makes one guest when %s, however many ask", async (_, answer) => {
  const { identity, asked } = before({
    "GET /api/auth/me": answer,
    "POST /api/auth/guest": () => [201, grant("Guest Heron", { token: "a" })],
  });
  const users = await Promise.all([identity.ensure(), identity.ensure(), identity.ensure()]);
  expect(new Set(users.map(({ id }) => id)).size).toBe(1);
  expect(asked).toEqual(["GET /api/auth/me", "POST /api/auth/guest"]);
});

it("renews the token at half of its life, and offers it to the socket", async () => {
  const { identity, asked } = before({
    "GET /api/auth/me": () => [200, grant("Ada")],
    "POST /api/auth/refresh": () => [200, grant("Ada", { token: "b" })],
  });
  const tokens: string[] = [];
  identity.addEventListener("token", (event) => tokens.push((event as CustomEvent<string>).detail));
  await identity.ensure();
  await vi.advanceTimersByTimeAsync(HOUR / 2 - 1);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked[1]).toBe("POST /api/auth/refresh");
  expect(tokens).toEqual(["b"]);
  await vi.advanceTimersByTimeAsync(HOUR / 2);
  expect(asked).toHaveLength(3);
});

it("waits for the half-life of a token of years, which is more than a timer can", async () => {
  const years = 3 * 365 * 24 * HOUR;
  const { identity, asked } = before({
    "GET /api/auth/me": () => [200, { ...grant("Ada"), expires_at: years }],
    "POST /api/auth/refresh": () => [200, grant("Ada", { token: "b" })],
  });
  await identity.ensure();
  await vi.advanceTimersByTimeAsync(years / 2 - 1);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
});

it("does not hammer the server when our clock makes every token look over", async () => {
  const { identity, asked } = before({
    "GET /api/auth/me": () => [200, { ...grant("Ada"), expires_at: -HOUR }],
    "POST /api/auth/refresh": () => [200, { ...grant("Ada"), expires_at: -HOUR, token: "b" }],
  });
  await identity.ensure();
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(asked).toHaveLength(11);
});

it("looks again when the server no longer believes us", async () => {
  let known = true;
  const { identity } = before({
    "GET /api/auth/me": () => (known ? [200, grant("Ada")] : nobody()),
    "POST /api/auth/guest": () => [201, grant("Guest Heron")],
  });
  await identity.ensure();
  known = false;
  identity.distrust();
  expect((await identity.ensure()).name).toBe("Guest Heron");
});

it("makes a guest and keeps the token in memory where there is no cookie, and another when it is void", async () => {
  let [made, known] = [0, ""];
  const { identity, asked } = before(
    {
      "GET /api/auth/me": (bearer) => {
        if (bearer === null) return visitor();
        return bearer === `Bearer ${known}` ? [200, grant("Guest Heron")] : nobody();
      },
      "POST /api/auth/guest": (bearer) => {
        expect(bearer).toBeNull();
        known = `g${++made}`;
        return [201, grant("Guest Heron", { token: known })];
      },
    },
    {},
    false,
  );
  await identity.ensure();
  expect(identity.bearer).toBe("g1");
  identity.distrust();
  await identity.ensure();
  expect(asked).toEqual(["GET /api/auth/me", "POST /api/auth/guest", "GET /api/auth/me"]);
  known = "";
  identity.distrust();
  await identity.ensure();
  expect(identity.bearer).toBe("g2");
});

it("asks for a token of another issuer, and for a new one before it ends", async () => {
  let issued = 0;
  const getToken = () => Promise.resolve(`t${++issued}`);
  const { identity } = before({ "GET /api/auth/me": (bearer) => [200, grant(bearer ?? "")] }, { getToken });
  expect((await identity.ensure()).name).toBe("Bearer t1");
  await vi.advanceTimersByTimeAsync(HOUR / 2);
  expect(identity.bearer).toBe("t2");
  expect(identity.user?.name).toBe("Bearer t2");
});

it("keeps the token that it is looking up when a request from before is refused", async () => {
  const { identity } = before(
    { "GET /api/auth/me": (bearer) => [200, grant(bearer ?? "")] },
    { getToken: () => Promise.resolve("t") },
  );
  const finding = identity.ensure();
  while (identity.bearer === null) await Promise.resolve();
  identity.distrust();
  await finding;
  expect(identity.bearer).toBe("t");
});

it("never turns the bearer of a refused token into a guest", async () => {
  const { identity } = before({ "GET /api/auth/me": nobody }, { token: "old" });
  await expect(identity.ensure()).rejects.toMatchObject({ code: "unauthorized" });
});

it("never makes a guest for a program that brings an empty token", async () => {
  const { identity, asked } = before({ "GET /api/auth/me": visitor }, { token: "" });
  await expect(identity.ensure()).rejects.toMatchObject({ code: "unauthorized" });
  expect(asked).toEqual(["GET /api/auth/me"]);
});

it("asks a program again that gives no token", async () => {
  let asked = 0;
  const getToken = () => (++asked === 1 ? new Promise<string>(() => undefined) : Promise.resolve("t"));
  const { identity } = before({ "GET /api/auth/me": (bearer) => [200, grant(bearer ?? "")] }, { getToken });
  const inVain = expect(identity.ensure()).rejects.toMatchObject({ code: "timeout", advice: "retry" });
  await vi.advanceTimersByTimeAsync(30_000);
  await inVain;
  expect((await identity.ensure()).name).toBe("Bearer t");
});

it("takes the page of a proxy for no user", async () => {
  let isUp = false;
  const { identity } = before({
    "GET /api/auth/me": () => [200, isUp ? grant("Ada") : "We will be back soon"],
  });
  await expect(identity.ensure()).rejects.toMatchObject({ code: "bad_answer", advice: "retry" });
  expect(identity.user).toBeNull();
  isUp = true;
  expect((await identity.ensure()).name).toBe("Ada");
});
