import { html, svg, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { css } from "../../ui/css";
import type { ClipStatus } from "../session";
import { hms } from "../timeline";
import { CLIP } from "../words";
import type { PressState } from "./press";
import { VIEWER } from "./words";

/** A ring that empties during the cooldown. */
function cooldownRing(ms: number): TemplateResult {
  return html`<svg class="disc-ring" style=${css({ "--cooldown": `${ms}ms` })} viewBox="0 0 276 276" aria-hidden="true">
    <circle class="disc-ring-track" cx="138" cy="138" r="135" />
    <circle class="disc-ring-left" cx="138" cy="138" r="135" pathLength="1" transform="rotate(-90 138 138)" />
  </svg>`;
}

const SHAPES = {
  created: svg`<circle cx="32" cy="32" r="17" class="shape-ready" />`,
  paused: svg`<rect x="15.5" y="13" width="11" height="38" rx="2.5" class="shape-hold" /><rect x="37.5" y="13" width="11" height="38" rx="2.5" class="shape-hold" />`,
  ended: svg`<rect x="16" y="16" width="32" height="32" rx="4" class="shape-shut" />`,
};

/** The page's main button. It is always in the same place; only its label and its action change. */
export function disc(status: ClipStatus | "watching", press: PressState, tap: () => void): TemplateResult {
  if (status !== "active") {
    return html`<button type="button" class="disc disc-closed" aria-disabled="true" aria-describedby="viewer-message">
      <svg class="disc-dashes" viewBox="0 0 284 284" aria-hidden="true"><circle cx="142" cy="142" r="141" /></svg>
      <svg class="disc-shape" width="64" height="64" viewBox="0 0 64 64" aria-hidden="true">${SHAPES[status === "watching" ? "created" : status]}</svg>
      <span class="disc-word">${t(CLIP.clipMoment).replace("🔥 ", "")}</span>
    </button>`;
  }
  if (press.name === "saved" || press.name === "kept") {
    const saved = press.name === "saved";
    return html`<button type="button" class="disc disc-saved ${saved ? "" : "disc-kept"}" aria-disabled="true">
      ${cooldownRing(press.cooldown)}
      <svg class="disc-check" width="56" height="44" viewBox="0 0 56 44" aria-hidden="true"><path d="M6 22l14 15L50 6" /></svg>
      <span class="disc-word">${saved ? t(CLIP.saved) : t(VIEWER.kept)}</span>
      <span class="disc-time">${hms(press.seconds)}</span>
    </button>`;
  }
  const down = press.name === "down";
  const [emoji, ...word] = t(CLIP.clipMoment).split(" ");
  return html`<button type="button" class="disc disc-live ${down ? "disc-down" : press.risen ? "disc-risen" : ""}"
    aria-busy=${down ? "true" : "false"} aria-keyshortcuts="Space Enter" @click=${tap}>
    <span class="disc-emoji">${emoji} </span><span class="disc-word">${word.join(" ")}</span>
  </button>`;
}
