import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { PRESETS, type Preset, STARTERS } from "../audio/voices";
import { recordSound } from "../recording/record-dialog";
import type { JamView } from "../view";
import { WORDS } from "../words";

const FAMILIES = ["Drums", "Bass", "Lead", "Pads"] as const;

/** Adds a track with a sound and plays it. */
export function addPreset(view: JamView, preset: Preset): void {
  const sampleId = `synth:${preset.id}`;
  if (view.add(preset.label, sampleId) === null) {
    showToast({ text: t(WORDS.full, { n: view.session.limits.tracks }) });
    return;
  }
  void view.player.audition({ sampleId, transpose: 0, volume: 1 });
}

/** Six sounds to begin with; a press plays one and adds a track. */
export function starters(view: JamView): TemplateResult {
  const presets = STARTERS.map((id) => PRESETS.find((preset) => preset.id === id)).filter(
    (preset) => preset !== undefined,
  );
  return html`<div class="jam-starters">
    ${presets.map((preset) => key({ label: preset.label, size: "large", press: () => addPreset(view, preset) }))}
  </div>`;
}

/** All sounds by family; `pick` is called for each press. */
function sounds(pick: (preset: Preset) => void, reason?: string): TemplateResult {
  return html`${FAMILIES.map(
    (family) => html`<h3 class="label jam-family">${t(WORDS[family])}</h3>
      <div class="jam-sounds">
        ${PRESETS.filter((preset) => preset.family === family).map((preset) =>
          key({ label: preset.label, reason, press: () => pick(preset) }),
        )}
      </div>`,
  )}`;
}

/** Chooses another sound for a track; a press plays it. */
export async function chooseSound(view: JamView, choose: (sampleId: string) => void): Promise<void> {
  const chosen = await openDialog<Preset | "record">(t(WORDS.changeSound), (close) => {
    const pick = (preset: Preset) => {
      void view.player.audition({ sampleId: `synth:${preset.id}`, transpose: 0, volume: 1 });
      close(preset);
    };
    return html`<h2 class="dialog-title">${t(WORDS.changeSound)}</h2>
      ${sounds(pick)}
      <div class="dialog-keys">
        ${key({ label: t(WORDS.record), icon: "mic", press: () => close("record") })}
        ${key({ label: t(WORDS.cancel), press: () => close() })}
      </div>`;
  });
  if (chosen === "record") await recordSound(view, choose);
  else if (chosen) choose(`synth:${chosen.id}`);
}

/** Adds tracks: each press adds one, and the dialog stays open. */
export async function addTrack(view: JamView): Promise<void> {
  if (view.isFull) {
    showToast({ text: t(WORDS.full, { n: view.session.limits.tracks }) });
    return;
  }
  let redrawn = () => {};
  const follow = () => redrawn();
  view.session.addEventListener("change", follow); // others may add tracks at the same time
  const next = await openDialog<"record">(t(WORDS.addTrack), (close, redraw) => {
    redrawn = redraw;
    const most = view.session.limits.tracks;
    const reason = view.isFull ? t(WORDS.full, { n: most }) : undefined;
    return html`<h2 class="dialog-title">${t(WORDS.addTrack)}</h2>
      <p class="dialog-text jam-picked" role="status">${reason ?? t(WORDS.picked, { n: view.tracks.length, most })}</p>
      ${sounds((preset) => addPreset(view, preset), reason)}
      <div class="dialog-keys">
        ${key({ label: t(WORDS.record), icon: "mic", reason, press: () => close("record") })}
        ${key({ label: t(WORDS.done), kind: "primary", press: () => close() })}
      </div>`;
  });
  view.session.removeEventListener("change", follow);
  if (next === "record") await recordSound(view, (sampleId, label) => view.add(label, sampleId));
}
