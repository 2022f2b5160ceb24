import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { PRESETS, type Preset, STARTERS } from "../audio/voices";
import { HEADROOM, type Track } from "../document/model";
import { record } from "../recording/keys";
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

/** All sounds by family; `pick` is called for each press. */
function sounds(pick: (preset: Preset) => void, reason?: string, picked?: Preset | null): TemplateResult {
  return html`${FAMILIES.map(
    (family) => html`<h3 class="label jam-family">${t(WORDS[family])}</h3>
      <div class="jam-sounds">
        ${PRESETS.filter((preset) => preset.family === family).map((preset) =>
          key({ label: preset.label, reason, done: preset === picked, press: () => pick(preset) }),
        )}
      </div>`,
  )}`;
}

/** Chooses another sound for a track. A press tries one out in the running loop, for this listener alone. */
export async function chooseSound(view: JamView, track: Track): Promise<void> {
  const { player } = view;
  let picked = PRESETS.find((preset) => `synth:${preset.id}` === track.sampleId) ?? null;
  const next = await openDialog<"use" | "record">(t(WORDS.changeSound), (close, redraw) => {
    const pick = (preset: Preset) => {
      picked = preset;
      player.tryOut(track.id, `synth:${preset.id}`);
      void player.audition({ ...track, sampleId: `synth:${preset.id}`, volume: HEADROOM });
      redraw();
    };
    return html`<h2 class="dialog-title">${t(WORDS.changeSound)}</h2>
      <p class="dialog-text">${t(WORDS.changeSoundHelp)}</p>
      ${sounds(pick, undefined, picked)}
      <div class="dialog-keys">
        ${key({ label: t(WORDS.record), icon: "mic", press: () => close("record") })}
        ${key({ label: t(WORDS.cancel), press: () => close() })}
        ${key({ label: t(WORDS.useSound), kind: "primary", press: () => close("use") })}
      </div>`;
  });
  player.tryOut(track.id, null);
  const choose = (sampleId: string) => view.set(track.id, "sampleId", sampleId);
  if (next === "record") await record(view, choose);
  else if (next === "use" && picked) choose(`synth:${picked.id}`);
}

/** Adds tracks: each press adds one, and the dialog stays open. */
export async function addTrack(view: JamView): Promise<void> {
  if (view.isFull) {
    showToast({ text: t(WORDS.full, { n: view.session.limits.tracks }) });
    return;
  }
  const before = view.tracks.length;
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
  if (next === "record") await record(view, (sampleId, label) => view.add(label, sampleId));
  else if (view.tracks.length > before) view.showSelected();
}
