import { expectTypeOf, it } from "vitest";
import type { ClipSession, ClipSessionList, ClipSessionView, ClipSubmission, OneClip } from "./contract";
import type { Ack, AnswerOf, BodyOf, Payload, RouteOf } from "./messages";

it("knows a route by its method and the form of its path", () => {
  expectTypeOf<RouteOf<"GET", "/api/clip-sessions">>().toEqualTypeOf<"GET /api/clip-sessions">();
  expectTypeOf<AnswerOf<"GET", "/api/clip-sessions">>().toEqualTypeOf<ClipSessionList>();
  expectTypeOf<AnswerOf<"POST", "/api/clip-sessions">>().toEqualTypeOf<ClipSession>();
  expectTypeOf<AnswerOf<"GET", `/api/clip-sessions/${string}`>>().toEqualTypeOf<ClipSessionView>();
  expectTypeOf<BodyOf<"POST", `/api/clip-sessions/${string}/clips`>>().toEqualTypeOf<ClipSubmission>();
  expectTypeOf<AnswerOf<"GET", "/elsewhere">>().toEqualTypeOf<unknown>();
});

it("knows a command by its name", () => {
  expectTypeOf<Payload<"submit_clip">["note"]>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<Ack<"submit_clip">["clip"]>().toEqualTypeOf<OneClip["clip"]>();
});
