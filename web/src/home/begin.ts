import { navigate } from "../app/router";
import type { StartSeam } from "../kinds/seam";

/** Begins a session of a kind: to be called in the press. */
export function begin(start: StartSeam): void {
  if (start.ask) {
    start.ask();
    return;
  }
  start.prepare?.();
  navigate(start.address);
}
