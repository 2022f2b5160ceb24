import { client } from "../app/client";
import { navigate } from "../app/router";
import { t } from "../i18n";
import type { StartSeam } from "../kinds/seam";
import { WORDS } from "./words";

/** Why a session of a kind cannot be begun now. */
export function refusal(start: StartSeam): string | undefined {
  return client.connection.state === "offline" && !start.worksOffline ? t(WORDS.offline) : undefined;
}

/** Begins a session of a kind: to be called in the press. */
export function begin(start: StartSeam): void {
  if (refusal(start) !== undefined) return;
  if (start.ask) {
    start.ask();
    return;
  }
  start.prepare?.();
  navigate(start.address);
}
