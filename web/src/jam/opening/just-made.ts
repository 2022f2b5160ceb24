import type { Groove } from "./grooves";

/** Sessions that this page has just made with a groove: they play when they open. */
export const justMade = new Map<string, Groove>();
