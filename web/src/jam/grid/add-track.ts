import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { PRESETS, type Preset, STARTERS } from "../audio/presets";
import { HEADROOM } from "../document/model";
import type { JamView } from "../view";
import { WORDS } from "../words";

/** Adds a track with a sound and plays it. */
export function addPreset(view: JamView, preset: Preset): void {
  const sampleId = `synth:${preset.id}`;
  if (view.add(preset.label, sampleId) === null) {
    showToast({ text: t(WORDS.full, { n: view.session.limits.tracks }) });
    return;
  }
  void view.player.audition({ sampleId, transpose: 0, volume: HEADROOM });
}

/** Six sounds to begin with; a press plays one and adds a track. */
export function starters(view: JamView): TemplateResult {
  const presets = STARTERS.map((id) => PRESETS.find((preset) => preset.id === id)).filter(
    (preset) => preset !== undefined,
  );
  return html`<div class="jam-starters">
    ${presets.map((preset) =>
      key({
        label: preset.label,
        size: "large",
        press: () => {
          addPreset(view, preset);
          view.showSelected();
        },
      }),
    )}
  </div>`;
}
