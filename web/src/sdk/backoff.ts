export interface BackoffRange {
  /** The first delay is drawn from 0 to this many ms. */
  readonly baseMs: number;
  /** No delay is longer than this many ms. */
  readonly capMs: number;
}

/**
 * The first delay is at most one second: pages do not show a shorter break, and the clients of a restarted server
 * return spread over it. No delay is longer than 20 seconds: people look at the page before that.
 */
export const RECONNECT: BackoffRange = { baseMs: 1_000, capMs: 20_000 };

/**
 * Full jitter: a delay in ms drawn evenly from 0 to min(cap, base · 2^attempt), so that clients of a lost server return
 * at different times.
 *
 * @param attempt 0 for the first
 * @param random drawn evenly from 0 to 1
 */
export function backoffMs(attempt: number, random: number, range: BackoffRange = RECONNECT): number {
  return random * Math.min(range.capMs, range.baseMs * 2 ** attempt);
}
