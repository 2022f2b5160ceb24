import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { copyText } from "../../ui/clipboard";
import { key } from "../../ui/key";
import { shareable } from "../../ui/shareable";
import "../../ui/qr";
import { showToast } from "../../ui/toast";
import type { ClipSession } from "../session";
import { CLIP } from "../words";
import { ROOM } from "./words";

export function viewerAddress(session: ClipSession): string {
  return shareable(session.viewer_url);
}

export async function copyViewerLink(session: ClipSession): Promise<void> {
  if (await copyText(viewerAddress(session))) showToast({ text: t(CLIP.linkCopied), icon: "check" });
}

/** The link that the streamer gives to viewers: to scan, to read, to copy. */
export function viewerLink(session: ClipSession, heading: "h2" | "none"): TemplateResult {
  const address = viewerAddress(session);
  return html`<div class="viewer-link">
    <rt-qr .text=${address} .label=${t(ROOM.qr)}></rt-qr>
    <div class="viewer-link-words">
      ${heading === "h2" ? html`<h2 class="section">${t(CLIP.viewerLink)}</h2>` : nothing}
      <p class="viewer-link-help">${t(ROOM.linkHelp)}</p>
      <a class="viewer-link-address" href=${address} target="_blank" title=${address}>…${new URL(address).pathname}</a>
      ${key({ label: t(CLIP.copyLink), icon: "copy", shortcut: "L", press: () => void copyViewerLink(session), class: "copy-link", size: "small" })}
    </div>
  </div>`;
}
