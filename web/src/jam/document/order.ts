/** The order of tracks as fractional indexes: base-62 fractions that never end with the digit 0. */

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A short index above `low` ("" is the bottom) and below `high` (null is the top). */
export function placeBetween(low: string, high: string | null): string {
  if (high !== null) {
    let same = 0;
    while (same < high.length && high[same] === (low[same] ?? "0")) same++;
    if (same > 0) {
      return low.slice(0, same).padEnd(same, "0") + placeBetween(low.slice(same), high.slice(same));
    }
  }
  const first = low === "" ? 0 : DIGITS.indexOf(low.charAt(0));
  const last = high ? DIGITS.indexOf(high.charAt(0)) : DIGITS.length;
  if (last - first > 1) return DIGITS.charAt(Math.floor((first + last) / 2));
  if (high && high.length > 1) return high.charAt(0);
  return DIGITS.charAt(first) + placeBetween(low.slice(1), null);
}
