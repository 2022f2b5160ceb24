import { t } from "../../i18n";
import { attempt } from "../../ui/attempt";
import type { MenuItem } from "../../ui/menu";
import type { JamView } from "../view";
import { WORDS } from "../words";

export function exportMenu(view: JamView): MenuItem[] {
  const item = (label: string, name: "exportWav" | "exportMidi"): MenuItem => ({
    label,
    icon: "download",
    press: () => void attempt(async () => (await import("../dialogs"))[name](view)),
  });
  return [item(t(WORDS.wav), "exportWav"), item(t(WORDS.midi), "exportMidi")];
}
