import { describe, expect, test } from "vitest";
import { pages } from "../app/pages";
import { match } from "../app/routes";
import { oldPath, sessionPath } from "./link";

const pageOf = (path: string) => match(path, pages);
const ORIGIN = "https://roomtone.example";

describe("a pasted link", () => {
  test.each([
    ["https://roomtone.example/c/7f3ad1c2", "/c/7f3ad1c2"],
    ["  roomtone.example/c/7f3ad1c2 ", "/c/7f3ad1c2"],
    ["/c/7f3ad1c2", "/c/7f3ad1c2"],
    ["https://roomtone.example/clips/7f3ad1c2#ticket=abc", "/clips/7f3ad1c2#ticket=abc"],
    ["Come and mark: https://roomtone.example/c/7f3ad1c2.", "/c/7f3ad1c2"],
    ["jam with me (roomtone.example/s/7f3ad1c2), Bo", "/s/7f3ad1c2"],
  ])("%s opens %s", (pasted, path) => {
    expect(sessionPath(pasted, ORIGIN, pageOf)).toBe(path);
  });

  test.each([
    "",
    "hello",
    "https://elsewhere.example/c/7f3ad1c2",
    "javascript:alert(1)",
    "/clips",
    "/c/a b",
    "see https://elsewhere.example/c/7f3ad1c2 there",
    "http://[",
    "//elsewhere.example/c/1",
  ])("%s opens nothing", (pasted) => {
    expect(sessionPath(pasted, ORIGIN, pageOf)).toBeUndefined();
  });
});

describe("routes", () => {
  test("a path finds its page and its parameters", () => {
    expect(pageOf("/clips/7f3a/")).toMatchObject({
      route: { tag: "rt-clip-room-page" },
      params: { sessionId: "7f3a" },
    });
    expect(pageOf("/c/7f3a")).toMatchObject({ route: { tag: "rt-clip-viewer-page" } });
    expect(pageOf("/")).toMatchObject({ route: { tag: "rt-home-page" } });
  });

  test("what the server serves itself, and what is broken, is no page", () => {
    expect(pageOf("/openapi.json")).toBeUndefined();
    expect(pageOf("/c/%E0%A4%A")).toBeUndefined();
  });
});

describe("V33 what the bot reads as a session", () => {
  const ID = "0f1d2c3b-4a59-4687-8796-a5b4c3d2e1f0";
  const OLD = "64f1c0ffee64f1c0ffee64f1";
  const HOSTS = ["Voice.example"];

  test.each([
    [ID.toUpperCase(), `/session/${ID}`],
    [`the one: ${ID}!`, `/session/${ID}`],
    [`https://voice.example/session/${ID}?x=1`, `/session/${ID}`],
    [`hear http://VOICE.example/session/${OLD}, please`, `/session/${OLD}`],
  ])("%s opens %s", (pasted, path) => {
    expect(oldPath(pasted, HOSTS)).toBe(path);
  });

  test.each([
    "",
    "hello",
    OLD,
    `https://elsewhere.example/session/${ID}`,
    `x${ID}`,
    `https://voice.example/session/${OLD}a`,
  ])("%s opens nothing", (pasted) => {
    expect(oldPath(pasted, HOSTS)).toBeUndefined();
  });
});
