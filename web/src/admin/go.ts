/** How long `G` waits for the key of a section. */
const GO_MS = 1500;

let pressedAt = Number.NEGATIVE_INFINITY;

/** `G` was pressed: the next key names a section. */
export function beginToGo(): void {
  pressedAt = performance.now();
}

export function isGoing(): boolean {
  return performance.now() - pressedAt < GO_MS;
}
