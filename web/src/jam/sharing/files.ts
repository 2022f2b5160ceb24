import { t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { closeToast, showToast } from "../../ui/toast";
import { midi } from "../audio/midi";
import { render, SAMPLE_RATE } from "../audio/render";
import { wavOf } from "../audio/wav";
import { DIALOGS } from "../dialog-words";
import { UNTITLED } from "../document/model";
import type { JamView } from "../view";

export function exportMidi(view: JamView): void {
  save(midi(view.session.state), `${fileName(view)}.mid`);
}

export async function exportWav(view: JamView): Promise<void> {
  const { state } = view.session;
  const progress = (share: number) =>
    showToast({ text: t(DIALOGS.rendering, { n: Math.round(share * 100) }) });
  progress(0);
  try {
    // Decoding needs an audio context; a short offline one works before the page may play sound.
    const context = new OfflineAudioContext(1, 1, SAMPLE_RATE);
    await view.player.recordings.load(
      context,
      [...state.tracks.values()].map((track) => track.sampleId),
    );
    const buffer = await render(state, view.player.recordings.buffers, { onProgress: progress });
    closeToast();
    save(wavOf(buffer), `${fileName(view)}.wav`);
  } catch (error) {
    showToast({ text: errorSentence(error), kind: "error" });
  }
}

/** A file name that is valid on every system. */
function fileName(view: JamView): string {
  const name = (view.session.state.name ?? UNTITLED)
    .normalize("NFC")
    .replace(/[^\p{L}\p{N} _-]+/gu, "")
    .trim();
  return name || "session";
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
