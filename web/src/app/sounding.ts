/** What sounds on a page, and where it can be heard again. */
export interface Sounding {
  readonly title: string;
  readonly path: string;
}

/** Of the document before this one: what sounded when it was left (stopped.ts). */
export const STOPPED = "roomtone:stopped";

const asked = new Set<() => Sounding | undefined>();

/** `what` answers what sounds, if anything does; the answer takes it back. */
export function sounds(what: () => Sounding | undefined): () => void {
  asked.add(what);
  return () => asked.delete(what);
}

export function soundingNow(): Sounding | undefined {
  for (const what of asked) {
    const found = what();
    if (found) return found;
  }
  return undefined;
}

export function hasStopped(): boolean {
  try {
    return STOPPED in sessionStorage;
  } catch {
    return false; // no storage
  }
}

// The first of this window's listeners: what sounds stops by others of them.
globalThis.addEventListener?.("pagehide", () => {
  const found = soundingNow();
  try {
    if (found) sessionStorage.setItem(STOPPED, JSON.stringify({ ...found, at: Date.now() }));
  } catch {
    // nothing is said then
  }
});
