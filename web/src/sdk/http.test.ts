import { expect, it } from "vitest";
import { ServerClock } from "./clock";
import type { RoomtoneError } from "./errors";
import { Http } from "./http";

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** Http over a server that gives these answers one after the other. */
function against(...answers: (Response | Error)[]) {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const clock = new ServerClock(() => 0);
  const http = new Http({
    url: "https://rt.example",
    clock,
    fetch: (url, init) => {
      sent.push({ url: String(url), init: init ?? {} });
      const answer = answers.shift();
      return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer);
    },
    bearer: () => "t0ken",
    random: () => 1,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  return { http, sent, waits, clock };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

const limited = () => json(429, { error: "Too many requests", code: "rate_limited", retry_after: 2.5 });

async function failure(promise: Promise<unknown>): Promise<RoomtoneError> {
  return promise.then(
    () => Promise.reject(new Error("it succeeded")),
    (error) => error as RoomtoneError,
  );
}

it("sends JSON with the bearer token, and parses the answer", async () => {
  const { http, sent } = against(json(201, { id: "a" }));
  const answer = await http.request("POST", "/api/x", {
    body: { title: "Ж" },
    query: { a: 1, b: null, c: "ü" },
  });
  expect(answer).toEqual({ id: "a" });
  expect(sent[0]?.url).toBe("https://rt.example/api/x?a=1&c=%C3%BC");
  expect(sent[0]?.init.headers).toMatchObject({
    Authorization: "Bearer t0ken",
    "Content-Type": "application/json",
  });
  expect(sent[0]?.init.body).toBe('{"title":"Ж"}');
});

it("gives text as text and an empty answer as undefined", async () => {
  const { http } = against(
    new Response("Segment 1", { headers: { "Content-Type": "text/plain" } }),
    new Response(null, { status: 204 }),
  );
  expect(await http.request("GET", "/a")).toBe("Segment 1");
  expect(await http.request("DELETE", "/a")).toBeUndefined();
});

it("waits as long as the server asks, then sends an idempotent request again", async () => {
  const { http, sent, waits } = against(limited(), json(200, "yes"));
  expect(await http.request("GET", "/a")).toBe("yes");
  expect(sent).toHaveLength(2);
  expect(waits).toEqual([2_500]);
});

it("reads Retry-After when the body does not say", async () => {
  const { http, waits } = against(
    new Response("", { status: 503, headers: { "Retry-After": "4" } }),
    json(200, 1),
  );
  await http.request("PUT", "/a");
  expect(waits).toEqual([4_000]);
});

it("sends what counts only once, unless the caller says that a repeat is harmless", async () => {
  const once = against(limited(), json(201, 1));
  const error = await failure(once.http.request("POST", "/a", { body: {} }));
  expect([error.code, error.status, once.sent.length]).toEqual(["rate_limited", 429, 1]);
  const twice = against(limited(), json(201, 1));
  expect(await twice.http.request("POST", "/a", { body: {}, idempotent: true })).toBe(1);
});

it("does not make anybody wait longer than ten seconds", async () => {
  const { http, sent } = against(json(429, { error: "", code: "rate_limited", retry_after: 11 }));
  expect((await failure(http.request("GET", "/a"))).retryAfterMs).toBe(11_000);
  expect(sent).toHaveLength(1);
});

it("gives up on a server that stays in trouble after three repeats", async () => {
  const { http, sent } = against(...Array.from({ length: 4 }, () => new Response("<html>", { status: 502 })));
  expect((await failure(http.request("GET", "/a"))).code).toBe("unavailable");
  expect(sent).toHaveLength(4);
});

it("says offline at once when nobody answers, so that the page can", async () => {
  const { http, sent } = against(new TypeError("Failed to fetch"));
  const error = await failure(http.request("GET", "/a"));
  expect([error.code, error.advice, sent.length]).toEqual(["offline", "retry", 1]);
});

it("keeps a refusal's code and details", async () => {
  const { http } = against(json(400, { error: "Title: too long", code: "invalid_payload", violations: [1] }));
  expect(await failure(http.request("POST", "/a", { body: {} }))).toMatchObject({
    code: "invalid_payload",
    message: "Title: too long",
    details: { violations: [1] },
    status: 400,
  });
});

it("learns the server's clock from the Date header, and better from an answer that says `now`", async () => {
  const date = { Date: "Thu, 01 Jan 1970 01:00:00 GMT" };
  const { http, clock } = against(json(200, 1, date), json(200, { now: 3_600_123 }, date));
  await http.request("GET", "/a");
  expect(clock.serverNow()).toBe(3_600_500);
  await http.request("GET", "/a");
  expect(clock.serverNow()).toBe(3_600_123);
});
