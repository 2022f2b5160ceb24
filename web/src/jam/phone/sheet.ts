import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { DIALOGS } from "../dialog-words";
import type { JamView } from "../view";

/** Controls in a sheet, drawn again with each change of the jam. */
export async function openSheet(view: JamView, label: string, content: () => TemplateResult): Promise<void> {
  let unlisten = () => {};
  await openDialog<void>(
    label,
    (close, redraw) => {
      unlisten();
      view.session.addEventListener("change", redraw);
      unlisten = () => view.session.removeEventListener("change", redraw);
      return html`${content()}<div class="dialog-keys">${key({ label: t(DIALOGS.close), kind: "primary", press: () => close() })}</div>`;
    },
    "sheet",
  );
  unlisten();
}
