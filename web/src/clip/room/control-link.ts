import { html } from "lit";
import { t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { copyText } from "../../ui/clipboard";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { shareable } from "../../ui/shareable";
import "../../ui/qr";
import { showToast } from "../../ui/toast";
import { controlLink } from "../actions";
import { CLIP } from "../words";
import { ROOM } from "./words";

/** Makes a one-time link and shows it, to scan with the other device or to copy. */
export async function moveToAnotherDevice(sessionId: string): Promise<void> {
  let address: string;
  try {
    address = shareable((await controlLink(sessionId)).url);
  } catch (error) {
    showToast({ kind: "error", text: errorSentence(error) });
    return;
  }
  const copy = async () => {
    if (await copyText(address)) showToast({ text: t(ROOM.moveCopied), icon: "check" });
  };
  await openDialog(t(ROOM.moveTitle), (close) => {
    return html`<h2 class="dialog-title">${t(ROOM.moveTitle)}</h2>
      <p class="dialog-text">${t(ROOM.moveText)}</p>
      <div class="dialog-body control-link">
        <rt-qr .text=${address} .label=${t(ROOM.qrControl)}></rt-qr>
        <div class="field-box"><input type="text" readonly aria-label=${t(ROOM.moveLink)} .value=${address}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()} /></div>
      </div>
      <div class="dialog-keys">
        ${key({ label: t(CLIP.close), press: () => close() })}
        ${key({ label: t(CLIP.copyLink), icon: "copy", kind: "primary", press: () => void copy() })}
      </div>`;
  });
}
