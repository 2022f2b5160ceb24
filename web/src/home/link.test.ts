import { describe, expect, test } from "vitest";
import { pages } from "../app/pages";
import { match } from "../app/routes";
import { sessionPath } from "./link";

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
