/** The jams opened last in this browser: the server has no list of them, and must not have one (S1). */

const KEY = "roomtone:jams";
const KEPT = 3;

export interface OpenedJam {
  readonly id: string;
  readonly name: string | null;
  /** Unix ms. */
  readonly at: number;
}

export function openedJams(): readonly OpenedJam[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isOpenedJam) : [];
  } catch {
    return [];
  }
}

/** Stores that a jam was opened, with its present name; null removes a deleted one. */
export function rememberJam(id: string, name: string | null, isGone = false): void {
  const others = openedJams().filter((jam) => jam.id !== id);
  const all = isGone ? others : [{ id, name, at: Date.now() }, ...others];
  try {
    localStorage.setItem(KEY, JSON.stringify(all.slice(0, KEPT)));
  } catch {
    // without storage the home page has no list
  }
}

function isOpenedJam(value: unknown): value is OpenedJam {
  if (typeof value !== "object" || value === null) return false;
  const { id, name, at } = value as Record<string, unknown>;
  return typeof id === "string" && (name === null || typeof name === "string") && typeof at === "number";
}
