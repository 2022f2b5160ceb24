import { SERVER_ADVICE } from "./tables";

/**
 * Every error of the SDK is a RoomtoneError, and its code alone decides what a program does next:
 *
 * - `retry`: try again later (after `details.retry_after` seconds when given); the same command may succeed.
 * - `sign_in`: come back with a new token.
 * - `give_up`: the same command will never succeed; show the error, or read the state again and decide anew.
 */
export type Advice = "retry" | "sign_in" | "give_up";

/** Codes made by the client: for failures between it and the server. */
const CLIENT_ADVICE = {
  offline: "retry",
  connection_lost: "retry",
  timeout: "retry",
  bad_answer: "retry",
  queue_full: "give_up",
  closed: "give_up",
} as const satisfies Record<string, Advice>;

export type ErrorCode = keyof typeof SERVER_ADVICE | keyof typeof CLIENT_ADVICE;

const ADVICE = new Map<string, Advice>(Object.entries({ ...SERVER_ADVICE, ...CLIENT_ADVICE }));

/** What to do by code; an unknown code of a newer server is judged by its HTTP status. */
export function adviceFor(code: string, status = 0): Advice {
  const known = ADVICE.get(code);
  if (known) return known;
  if (status === 401) return "sign_in";
  return status === 429 || status >= 500 ? "retry" : "give_up";
}

export class RoomtoneError extends Error {
  /** For programs; see `ErrorCode`. A newer server may send a code that is not listed there. */
  readonly code: string;
  /** Further members of the server's answer: `retry_after` (seconds), `violations`, limits. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The HTTP status, 0 when the answer did not come over HTTP. */
  readonly status: number;

  constructor(
    code: ErrorCode | (string & {}),
    message: string,
    details: Record<string, unknown> = {},
    status = 0,
  ) {
    super(message);
    this.name = "RoomtoneError";
    this.code = code;
    this.details = details;
    this.status = status;
  }

  get advice(): Advice {
    return adviceFor(this.code, this.status);
  }

  /** How long the server asks us to wait, in ms; 0 when it gave no time. */
  get retryAfterMs(): number {
    const seconds = this.details.retry_after;
    return typeof seconds === "number" && seconds > 0 ? seconds * 1000 : 0;
  }

  /** A refusing ack `{ok: false, error, message, ...details}`. */
  static fromAck(ack: Readonly<Record<string, unknown>>): RoomtoneError {
    const { ok: _ok, error, message, ...details } = ack;
    const code = typeof error === "string" ? error : "bad_answer";
    return new RoomtoneError(code, typeof message === "string" ? message : code, details);
  }

  /** An HTTP error body `{error, code, ...details}`; any other body is a proxy's, not ours. */
  static fromBody(status: number, body: unknown): RoomtoneError {
    if (typeof body === "object" && body !== null) {
      const { error, code, ...details } = body as Record<string, unknown>;
      if (typeof code === "string") {
        return new RoomtoneError(code, typeof error === "string" ? error : code, details, status);
      }
    }
    return new RoomtoneError(codeOf(status), `The server answered ${status}`, {}, status);
  }
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return "unauthorized";
  // Our server sends these statuses with a code: one without a code is from a proxy that lost the server for a moment,
  // and must not end anything for good.
  if (status === 403 || status === 404) return "bad_answer";
  if (status === 413) return "too_large";
  if (status === 429) return "rate_limited";
  return status >= 500 ? "unavailable" : "invalid_payload";
}
