import { describe, expect, it } from "vitest";
import { type AsyncApi, filtered, grouped, httpCalls, type OpenApi, socketCalls } from "./calls";

const openapi: OpenApi = {
  info: { version: "1" },
  paths: {
    "/api/things/{id}": {
      patch: {
        operationId: "things_change",
        description: "Changes a thing.",
        tags: ["Things"],
        "x-access": "owner of the session",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } }],
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Change" } } } },
        responses: {
          "200": {
            description: "",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
          },
          "400": { description: "`invalid_payload`, `invalid_session_id`" },
        },
      },
    },
  },
  components: {
    schemas: {
      Change: {
        properties: {
          note: { anyOf: [{ type: "string", maxLength: 100 }, { type: "null" }], default: null },
        },
      },
      Thing: { properties: { tag: { $ref: "#/components/schemas/Tag" } }, required: ["tag"] },
      Tag: { enum: ["epic", "rip"] },
    },
  },
};

const asyncapi: AsyncApi = {
  info: { description: "" },
  channels: {
    root: {
      messages: {
        mark: {
          name: "mark",
          summary: "Marks.",
          "x-access": "anyone",
          "x-errors": ["forbidden"],
          payload: { properties: { id: { type: "string" } } },
        },
        "mark.ack": {
          name: "mark (ack)",
          payload: {
            oneOf: [
              {
                allOf: [
                  { properties: { ok: { const: true } }, required: ["ok"] },
                  { properties: { n: { type: "integer", minimum: 0 } } },
                ],
              },
            ],
          },
        },
        told: { name: "told", payload: { properties: { seq: { type: "integer" } } } },
      },
    },
  },
  operations: { mark: { action: "receive" }, told: { action: "send" } },
  components: { schemas: {} },
};

describe("the contract as people read it", () => {
  it("shows what a route takes, gives and refuses", () => {
    const [call] = httpCalls(openapi);
    expect(call).toMatchObject({
      id: "things_change",
      kind: "PATCH",
      name: "/api/things/{id}",
      who: "owner of the session",
    });
    expect(call?.takes.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      "id: uuid (in the path)",
      "note: string, at most 100 characters or null",
    ]);
    expect(call?.gives).toEqual([{ name: "tag", type: '"epic" | "rip"', required: true, about: "" }]);
    expect(call?.refusals).toEqual(["400 invalid_payload", "400 invalid_session_id"]);
  });

  it("shows an event with its ack, and what the server sends", () => {
    const [mark, told] = socketCalls(asyncapi);
    expect(mark).toMatchObject({ kind: "EVENT", refusals: ["forbidden"] });
    expect(mark?.gives.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      "ok: true",
      "n: integer, from 0",
    ]);
    expect(told).toMatchObject({ kind: "SENDS", group: "From the server" });
    expect(told?.gives.map(({ name }) => name)).toEqual(["seq"]);
  });

  it("finds a call by any words of it", () => {
    const calls = [...httpCalls(openapi), ...socketCalls(asyncapi)];
    expect(filtered(calls, "patch THING").map(({ id }) => id)).toEqual(["things_change"]);
    expect(filtered(calls, "nothing like it")).toEqual([]);
    expect([...grouped(calls).keys()]).toEqual(["Things", "Socket events", "From the server"]);
  });
});
