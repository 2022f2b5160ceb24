import { html, nothing, type TemplateResult } from "lit";
import { playerHere } from "./document-player";

/** At the foot of the other pages of listening: the player that goes on while one looks at them. */
export function miniPlayer(): TemplateResult | typeof nothing {
  if (!playerHere()) return nothing;
  void import("./mini-player").catch(() => undefined); // without it the page is whole, too
  return html`<rt-mini-player></rt-mini-player>`;
}
