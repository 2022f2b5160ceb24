import { expect, it } from "vitest";
import { adviceFor, RoomtoneError } from "./errors";

it("says by the code whether to come back", () => {
  expect(adviceFor("rate_limited")).toBe("retry");
  expect(adviceFor("connection_lost")).toBe("retry");
  expect(adviceFor("unauthorized")).toBe("sign_in");
  expect(adviceFor("invalid_transition")).toBe("give_up");
});

it("judges a code it does not know by the status", () => {
  expect(
    ["brand_new", "brand_new", "brand_new", "brand_new"].map((code, n) =>
      adviceFor(code, [503, 401, 409, 0][n]),
    ),
  ).toEqual(["retry", "sign_in", "give_up", "give_up"]);
});

it("reads a refusing ack", () => {
  const error = RoomtoneError.fromAck({
    ok: false,
    error: "rate_limited",
    message: "Too many",
    retry_after: 1.5,
  });
  expect([error.code, error.message, error.retryAfterMs, error.status]).toEqual([
    "rate_limited",
    "Too many",
    1_500,
    0,
  ]);
  expect(error.details).toEqual({ retry_after: 1.5 });
});

it("reads an HTTP error body, ours or a proxy's", () => {
  const ours = RoomtoneError.fromBody(400, {
    error: "Mend it",
    code: "invalid_payload",
    violations: ["title"],
  });
  expect([ours.code, ours.message, ours.details]).toEqual([
    "invalid_payload",
    "Mend it",
    { violations: ["title"] },
  ]);
  expect(RoomtoneError.fromBody(502, "<html>").code).toBe("unavailable");
  const lost = RoomtoneError.fromBody(404, "<html>");
  expect([lost.code, lost.advice, lost.status]).toEqual(["bad_answer", "retry", 404]);
});
