import { html, nothing } from "lit";
import { client } from "../app/client";
import { t } from "../i18n";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { copyText } from "../ui/clipboard";
import { confirmDialog, openDialog } from "../ui/dialog";
import { key } from "../ui/key";
import { shareable } from "../ui/shareable";
import "../ui/qr";
import { showToast } from "../ui/toast";
import "./account.css";
import { DEVICES } from "./words";

async function copy(text: string): Promise<void> {
  if (await copyText(text)) showToast({ text: t(DEVICES.copied), icon: "check" });
}

/** A one-time link that makes another device the same user, to scan or to copy. */
export async function useOnAnotherDevice(): Promise<void> {
  let made: contract.LoginLink | undefined;
  await attempt(async () => {
    made = await client.request("POST", "/api/auth/ticket");
  });
  if (!made) return;
  const url = shareable(made.url);
  await openDialog<void>(
    t(DEVICES.another),
    (close) => html`<h2 class="dialog-title">${t(DEVICES.another)}</h2>
      <p class="dialog-text">${t(DEVICES.anotherText)}</p>
      <div class="dialog-body account-secret">
        <rt-qr .text=${url} .label=${t(DEVICES.link)}></rt-qr>
        <div class="field-box"><input type="text" readonly aria-label=${t(DEVICES.link)} .value=${url}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()} /></div>
      </div>
      <div class="dialog-keys">
        ${key({ label: t(DEVICES.close), press: () => close() })}
        ${key({ label: t(DEVICES.copyLink), icon: "copy", kind: "primary", press: () => void copy(url) })}
      </div>`,
  );
}

/** Says what a recovery key is, and shows a new one after that. */
export async function recoveryKey(): Promise<void> {
  let hasOne = false;
  await attempt(async () => {
    hasOne = (await client.request("GET", "/api/auth/me")).has_recovery_key ?? false;
  });
  let old = "";
  const wanted = await openDialog<boolean>(
    t(DEVICES.key),
    (close) => html`<h2 class="dialog-title">${t(DEVICES.key)}</h2>
      <p class="dialog-text">${t(DEVICES.keyText)}</p>
      ${
        hasOne
          ? html`<p class="dialog-text">${t(DEVICES.keyReplaces)}</p>
              <div class="dialog-body"><div class="field-box"><input type="text" autocomplete="off" autocapitalize="characters"
                maxlength="200" aria-label=${t(DEVICES.oldKey)} placeholder=${t(DEVICES.oldKey)}
                @input=${(event: Event) => {
                  old = (event.target as HTMLInputElement).value;
                }} /></div></div>`
          : nothing
      }
      <div class="dialog-keys">
        ${key({ label: t(DEVICES.cancel), press: () => close() })}
        ${key({ label: t(hasOne ? DEVICES.showNew : DEVICES.show), kind: "primary", press: () => close(true) })}
      </div>`,
  );
  if (!wanted) return;
  let made: contract.RecoveryKey | undefined;
  await attempt(async () => {
    made = await client.request("POST", "/api/auth/recovery_key", { body: { key: old.trim() || null } });
  });
  if (made) await show(made);
}

async function show(made: contract.RecoveryKey): Promise<void> {
  await openDialog<void>(
    t(DEVICES.key),
    (close) => html`<h2 class="dialog-title">${t(DEVICES.key)}</h2>
      <p class="dialog-text">${t(DEVICES.shownOnce)}</p>
      <div class="dialog-body account-secret">
        <p class="recovery-key" translate="no">${made.key}</p>
        <rt-qr .text=${shareable(made.url)} .label=${t(DEVICES.key)}></rt-qr>
      </div>
      <div class="dialog-keys">
        ${key({ label: t(DEVICES.print), press: () => print() })}
        ${key({ label: t(DEVICES.copy), icon: "copy", press: () => void copy(made.key) })}
        ${key({ label: t(DEVICES.kept), kind: "primary", press: () => close() })}
      </div>`,
  );
}

export async function signOutOthers(): Promise<void> {
  const sure = await confirmDialog({
    title: t(DEVICES.signOutTitle),
    text: t(DEVICES.signOutText),
    verb: t(DEVICES.signOut),
  });
  if (!sure) return;
  let isKeyVoid = false;
  const done = await attempt(async () => {
    isKeyVoid = (await client.signOutOthers()).recovery_key_void;
  });
  if (done) showToast({ text: t(isKeyVoid ? DEVICES.signedOutKey : DEVICES.signedOut), icon: "check" });
}
