import { type Field, fieldsOf, plain, type Schema, type Schemas, typeOf } from "./schema";

/** One thing that a client can call, or that the server sends, as the page shows it. */
export interface Call {
  readonly id: string;
  readonly kind: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "EVENT" | "SENDS";
  readonly name: string;
  readonly group: string;
  readonly about: string;
  readonly who: string | undefined;
  readonly refusals: readonly string[];
  readonly takes: readonly Field[];
  readonly gives: readonly Field[];
}

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly "x-access": string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
      }
    >
  >;
}

export interface OpenApi {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

interface Message {
  readonly name: string;
  readonly summary?: string;
  readonly description?: string;
  readonly "x-access"?: string;
  readonly "x-errors"?: readonly string[];
  readonly payload: Schema;
}

export interface AsyncApi {
  readonly info: { readonly description: string };
  readonly channels: { readonly root: { readonly messages: Readonly<Record<string, Message>> } };
  readonly operations: Readonly<Record<string, { readonly action: "send" | "receive" }>>;
  readonly components: { readonly schemas: Schemas };
}

export function httpCalls(document: OpenApi): Call[] {
  const schemas = document.components.schemas;
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]) => {
      const parameters = operation.parameters.map((one) => ({
        name: one.name,
        type: `${typeOf(one.schema, schemas)} (in the ${one.in})`,
        required: one.required,
        about: one.schema.description ?? "",
      }));
      const body = firstSchema(operation.requestBody?.content);
      const answers = Object.entries(operation.responses);
      const accepted = answers.find(([status]) => status.startsWith("2"))?.[1];
      const answer = firstSchema(accepted?.content);
      return {
        id: operation.operationId,
        kind: verb.toUpperCase() as Call["kind"],
        name: path,
        group: operation.tags[0] ?? "",
        about: plain(operation.description),
        who: operation["x-access"],
        refusals: answers
          .filter(([status]) => !status.startsWith("2"))
          .flatMap(([status, { description }]) =>
            description
              .replaceAll("`", "")
              .split(", ")
              .map((code) => `${status} ${code}`),
          ),
        takes: [...parameters, ...(body ? fieldsOf(body, schemas) : [])],
        gives: answer ? fieldsOf(answer, schemas) : [],
      };
    }),
  );
}

export function socketCalls(document: AsyncApi): Call[] {
  const schemas = document.components.schemas;
  const messages = document.channels.root.messages;
  return Object.entries(document.operations).flatMap(([name, { action }]) => {
    const message = messages[name];
    if (!message) return [];
    const accepted = messages[`${name}.ack`]?.payload.oneOf?.[0];
    const isSent = action === "send";
    return [
      {
        id: `event-${name}`,
        kind: isSent ? "SENDS" : "EVENT",
        name,
        group: isSent ? "From the server" : "Socket events",
        about: plain(message.description ?? message.summary ?? ""),
        who: message["x-access"],
        refusals: message["x-errors"] ?? [],
        takes: isSent ? [] : fieldsOf(message.payload, schemas),
        gives: isSent ? fieldsOf(message.payload, schemas) : accepted ? fieldsOf(accepted, schemas) : [],
      } satisfies Call,
    ];
  });
}

/** The calls whose name, kind or text has every word that was typed. */
export function filtered(calls: readonly Call[], typed: string): Call[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return calls.filter((call) => {
    const text = `${call.kind} ${call.name} ${call.group} ${call.about}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** In order of first appearance. */
export function grouped(calls: readonly Call[]): Map<string, Call[]> {
  const groups = new Map<string, Call[]>();
  for (const call of calls) groups.set(call.group, [...(groups.get(call.group) ?? []), call]);
  return groups;
}

function firstSchema(
  content: Readonly<Record<string, { readonly schema: Schema }>> | undefined,
): Schema | undefined {
  return Object.values(content ?? {})[0]?.schema;
}
