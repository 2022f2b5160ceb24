import { expect, test } from "vitest";
import { shareable } from "./shareable";

test("a link to this machine alone becomes one to where the page was opened", () => {
  for (const own of ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"]) {
    expect(shareable(`${own}/c/1?a=2#ticket=3`, "http://192.168.1.5:8000/clips/1")).toBe(
      "http://192.168.1.5:8000/c/1?a=2#ticket=3",
    );
    expect(shareable(`${own}/c/1`, "https://xyz.tunnel.example/clips/1")).toBe(
      "https://xyz.tunnel.example/c/1",
    );
  }
  expect(shareable("/c/1", "https://rooms.example/clips/1")).toBe("https://rooms.example/c/1");
});

test("the server's public address stays, and so does this machine's on this machine", () => {
  for (const page of ["http://localhost:8000/", "http://192.168.1.5:8000/", "https://other.example/"])
    expect(shareable("https://rooms.example/c/1", page)).toBe("https://rooms.example/c/1");
  expect(shareable("http://127.0.0.1:8000/c/1", "http://localhost:8000/clips")).toBe(
    "http://127.0.0.1:8000/c/1",
  );
  const alike = "http://127.0.0.1.rooms.example/c/1";
  expect(shareable(alike, "https://rooms.example/")).toBe(alike);
});
