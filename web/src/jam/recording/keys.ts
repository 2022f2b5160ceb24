/** The keys that lead to recorded sounds; what they open comes on use. */

import { nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import type { JamView } from "../view";
import { WORDS } from "../words";

/** Asks for a recording, and calls `use` with its sample and its name. */
export async function record(view: JamView, use: (sampleId: string, label: string) => void): Promise<void> {
  await attempt(async () => (await import("../dialogs")).recordSound(view, use));
}

export function soundsDialog(view: JamView): void {
  void attempt(async () => (await import("../dialogs")).openSounds(view));
}

/** Opens the list, which exists only while there is a recording or a deleted one. */
export function soundsKey(view: JamView): TemplateResult | typeof nothing {
  const { items, deleted } = view.player.recordings;
  const count = items?.length ?? 0;
  if (count === 0 && deleted.length === 0) return nothing;
  return key({ label: t(WORDS.soundsCount, { n: count }), icon: "wave", press: () => soundsDialog(view) });
}
