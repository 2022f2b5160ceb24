import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { PRESETS, type Preset } from "../audio/presets";
import { DIALOGS } from "../dialog-words";
import { HEADROOM, type Track } from "../document/model";
import { recordSound } from "../recording/record-dialog";
import type { JamView } from "../view";
import { WORDS } from "../words";
import { addPreset } from "./add-track";

const FAMILIES = ["Drums", "Bass", "Lead", "Pads"] as const;

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
  const next = await openDialog<"use" | "record">(t(DIALOGS.changeSound), (close, redraw) => {
    const pick = (preset: Preset) => {
      picked = preset;
      player.tryOut(track.id, `synth:${preset.id}`);
      void player.audition({ ...track, sampleId: `synth:${preset.id}`, volume: HEADROOM });
      redraw();
    };
    return html`<h2 class="dialog-title">${t(DIALOGS.changeSound)}</h2>
      <p class="dialog-text">${t(DIALOGS.changeSoundHelp)}</p>
      ${sounds(pick, undefined, picked)}
      <div class="dialog-keys">
        ${key({ label: t(WORDS.record), icon: "mic", press: () => close("record") })}
        ${key({ label: t(DIALOGS.cancel), press: () => close() })}
        ${key({ label: t(DIALOGS.useSound), kind: "primary", press: () => close("use") })}
      </div>`;
  });
  player.tryOut(track.id, null);
  const choose = (sampleId: string) => view.set(track.id, "sampleId", sampleId);
  if (next === "record") await recordSound(view, choose);
  else if (next === "use" && picked) choose(`synth:${picked.id}`);
}

/** Adds tracks: each press adds one, and the dialog stays open. */
export async function addTracks(view: JamView): Promise<void> {
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
      <p class="dialog-text jam-picked" role="status">${reason ?? t(DIALOGS.picked, { n: view.tracks.length, most })}</p>
      ${sounds((preset) => addPreset(view, preset), reason)}
      <div class="dialog-keys">
        ${key({ label: t(WORDS.record), icon: "mic", reason, press: () => close("record") })}
        ${key({ label: t(DIALOGS.done), kind: "primary", press: () => close() })}
      </div>`;
  });
  view.session.removeEventListener("change", follow);
  if (next === "record") await recordSound(view, (sampleId, label) => view.add(label, sampleId));
  else if (view.tracks.length > before) view.showSelected();
}
