export interface BackoffRange {
  /** The first delay is drawn from 0 to this many ms. */
  readonly baseMs: number;
  /** No delay is longer than this many ms. */
  readonly capMs: number;
}

/**
 * One second to begin with: the pages say nothing about a break shorter than that, and the thousands of clients of a
 * restarted server come back spread over it. Twenty at most: people look at the page before that.
 */
export const RECONNECT: BackoffRange = { baseMs: 1_000, capMs: 20_000 };

/**
 * Full jitter: a delay in ms drawn evenly from 0 to min(cap, base · 2^attempt). Everyone who lost the same server
 * comes back at a different time.
 *
 * @param attempt 0 for the first
 * @param random drawn evenly from 0 to 1
 */
export function backoffMs(attempt: number, random: number, range: BackoffRange = RECONNECT): number {
  return random * Math.min(range.capMs, range.baseMs * 2 ** attempt);
}
