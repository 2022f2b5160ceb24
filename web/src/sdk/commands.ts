import { newId } from "./new-id";
import { KEY_FIELD, REPEATABLE } from "./tables";

export interface KeyedCommand {
  readonly key: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The payload with its idempotency key in place: the one given, the one already there, or a new one. */
export function keyed(event: string, payload: Readonly<Record<string, unknown>>, key?: string): KeyedCommand {
  const field = KEY_FIELD[event];
  if (field === undefined) return { key: key ?? newId(), payload };
  const own = payload[field];
  const chosen = key ?? (typeof own === "string" ? own : newId());
  return { key: chosen, payload: { ...payload, [field]: chosen } };
}

/** Whether the command may be sent again when its ack was lost. */
export function isRepeatable(event: string): boolean {
  return event in KEY_FIELD || REPEATABLE.has(event);
}
