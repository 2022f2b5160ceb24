import { openedHere } from "../app/opened";
import type { contract } from "../sdk";

const KEY = "roomtone:home";

/** What this browser showed last of a user's home. */
export interface Cached {
  readonly user: string;
  /** Unix ms. */
  readonly at: number;
  readonly rows: readonly contract.HomeRow[];
}

export function cachedHome(): Cached | undefined {
  try {
    const kept: Cached | null = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return kept && Array.isArray(kept.rows) ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function keepHome(cached: Cached): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(cached));
  } catch {
    // without storage nothing is shown offline
  }
}

/** Whether the user of this browser has something: a viewer of a stream costs no second subscription. */
export function mayHaveRows(): boolean {
  return openedHere().length > 0 || (cachedHome()?.rows.length ?? 0) > 0;
}
