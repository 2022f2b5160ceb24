import { backoffMs } from "./backoff";
import type { ServerClock } from "./clock";
import { RoomtoneError } from "./errors";

export interface RequestOptions {
  /** Sent as JSON, except bytes (Blob, ArrayBuffer, a view of one) and forms, which go as they are. */
  readonly body?: unknown;
  /** Members that are undefined or null are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A repeat changes nothing. By default true for GET, HEAD, PUT and DELETE. */
  readonly idempotent?: boolean;
  readonly signal?: AbortSignal;
  /** `auto` gives JSON parsed, other types as text, an empty answer as undefined. */
  readonly as?: "auto" | "response";
  /** Timeout in ms; 30,000 by default, 0 = none. The error is `timeout`. */
  readonly timeoutMs?: number;
}

export interface HttpParts {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly clock: ServerClock;
  /** The bearer token, null when the cookie is used. */
  readonly bearer: () => string | null;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const IDEMPOTENT = new Set(["GET", "HEAD", "PUT", "DELETE"]);
const RETRIES = 3;
/** Nobody waits longer than this for a page: the error is thrown, with its `retry_after`. */
const LONGEST_WAIT_MS = 10_000;

/** JSON over fetch. Every failure is a RoomtoneError; no answer at all is `offline`. */
export class Http {
  readonly #parts: HttpParts;

  constructor(parts: HttpParts) {
    this.#parts = parts;
  }

  /** Sends the request, and sends it again when the code says so, it may be repeated, and the wait is short. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<unknown> {
    const repeatable = options.idempotent ?? IDEMPOTENT.has(method.toUpperCase());
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#once(method, path, options);
      } catch (error) {
        if (!(error instanceof RoomtoneError) || error.advice !== "retry" || error.status === 0) throw error;
        const wait = Math.max(error.retryAfterMs, backoffMs(attempt, this.#parts.random()));
        if (!repeatable || attempt >= RETRIES || wait > LONGEST_WAIT_MS) throw error;
        await this.#parts.sleep(wait);
        options.signal?.throwIfAborted();
      }
    }
  }

  async #once(method: string, path: string, options: RequestOptions): Promise<unknown> {
    const { signal, expired } = deadline(options);
    let response: Response;
    let content: unknown;
    const sentAt = this.#parts.clock.localNow();
    try {
      response = await this.#parts.fetch(this.#parts.url + path + queryString(options.query), {
        method,
        credentials: "same-origin",
        headers: this.#headers(options),
        body: encode(options.body),
        signal,
      });
      const { clock } = this.#parts;
      const receivedAt = clock.localNow();
      clock.observeSeconds(sentAt, Date.parse(response.headers.get("Date") ?? ""), receivedAt);
      if (response.ok && options.as === "response") return response;
      content = await decode(response);
      const now =
        typeof content === "object" && content !== null && "now" in content ? content.now : undefined;
      if (typeof now === "number") clock.observe(sentAt, now, receivedAt);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (expired()) throw new RoomtoneError("timeout", "The server took too long to answer");
      throw new RoomtoneError("offline", "The server cannot be reached");
    }
    if (response.ok) return content;
    throw withRetryAfter(
      RoomtoneError.fromBody(response.status, content),
      response.headers.get("Retry-After"),
    );
  }

  #headers(options: RequestOptions): Record<string, string> {
    const bearer = this.#parts.bearer();
    return {
      Accept: "application/json",
      ...(isPlain(options.body) ? { "Content-Type": "application/json" } : {}),
      ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
      ...options.headers,
    };
  }
}

function isPlain(body: unknown): boolean {
  return !(
    body === undefined ||
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body) ||
    body instanceof FormData
  );
}

function encode(body: unknown): BodyInit | null {
  if (body === undefined) return null;
  return isPlain(body) ? JSON.stringify(body) : (body as BodyInit);
}

async function decode(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  return /\bjson\b/.test(response.headers.get("Content-Type") ?? "") ? JSON.parse(text) : text;
}

function queryString(query: RequestOptions["query"]): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  return pairs.length ? `?${search}` : "";
}

function deadline(options: RequestOptions): { signal: AbortSignal | null; expired: () => boolean } {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const timer = timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : null;
  const signals = [timer, options.signal].filter((one) => one instanceof AbortSignal);
  return { signal: signals.length ? AbortSignal.any(signals) : null, expired: () => timer?.aborted ?? false };
}

function withRetryAfter(error: RoomtoneError, header: string | null): RoomtoneError {
  const seconds = Number(header);
  if (header === null || error.retryAfterMs > 0 || !(seconds > 0)) return error;
  return new RoomtoneError(
    error.code,
    error.message,
    { ...error.details, retry_after: seconds },
    error.status,
  );
}
