/** The sessions opened last in this browser by their link: the server has no list of them, and must not have one (S1). */

const KEY = "roomtone:opened";
const KEPT = 3;

export interface Opened {
  readonly kind: string;
  readonly id: string;
  readonly name: string | null;
  /** Unix ms. */
  readonly at: number;
}

export function openedHere(): readonly Opened[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isOpened) : [];
  } catch {
    return [];
  }
}

export function rememberOpened(kind: string, id: string, name: string | null): void {
  keep([{ kind, id, name, at: Date.now() }, ...others(id)]);
}

/** For a session that was deleted, or that this user gave up. */
export function forgetOpened(id: string): void {
  keep(others(id));
}

function others(id: string): Opened[] {
  return openedHere().filter((one) => one.id !== id);
}

function keep(opened: readonly Opened[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(opened.slice(0, KEPT)));
  } catch {
    // without storage the home page has no list
  }
}

function isOpened(value: unknown): value is Opened {
  if (typeof value !== "object" || value === null) return false;
  const { kind, id, name, at } = value as Record<string, unknown>;
  const isNamed = name === null || typeof name === "string";
  return typeof kind === "string" && typeof id === "string" && isNamed && typeof at === "number";
}
