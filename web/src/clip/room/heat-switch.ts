import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { t } from "../../i18n";
import { attempt, changeSession } from "../actions";
import type { ClipSession } from "../session";
import { ROOM } from "./words";

/** Whether viewers see how hot it is now (CL20). */
export function heatSwitch({ id, shows_heat }: ClipSession): TemplateResult {
  const change = async ({ target }: Event): Promise<void> => {
    const box = target as HTMLInputElement;
    const stored = await attempt(() => changeSession(id, { shows_heat: box.checked }));
    if (!stored) box.checked = shows_heat;
  };
  return html`<label class="heat-switch"><span><span class="section">${t(ROOM.showsHeat)}</span>
      <span class="lead-help">${t(ROOM.showsHeatHelp)}</span></span>
    <input type="checkbox" role="switch" class="switch" .checked=${live(shows_heat)} @change=${change} /></label>`;
}
