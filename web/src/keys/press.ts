import { html } from "lit";
import { client } from "../app/client";
import { t } from "../i18n";
import type { contract } from "../sdk";
import { openDialog } from "../ui/dialog";
import { cut } from "../ui/field";
import { key } from "../ui/key";
import "./made";
import { KEYS } from "./words";

const NAME_LIMIT = 100;
const DAYS = 30;

/** Makes a key that marks in this stream alone, and shows its one-press address. Throws when it cannot be made. */
export async function pressDialog(sessionId: string, title: string): Promise<void> {
  const name = cut(`${t(KEYS.onePressName)}: ${title}`, NAME_LIMIT);
  const made: contract.MadeKey = await client.request("POST", "/api/keys", {
    body: { name, scopes: ["mark"], session_id: sessionId, days: DAYS, in_address: true },
  });
  await openDialog<void>(
    t(KEYS.onePress),
    (close) => html`<h2 class="dialog-title">${t(KEYS.onePress)}</h2>
      <p class="dialog-text">${t(KEYS.onePressText)}</p>
      <div class="press-dialog"><rt-made-key .made=${made} .name=${name}></rt-made-key></div>
      <div class="dialog-keys">
        <a class="key key-ghost" href="/keys" @click=${() => close()}><span>${t(KEYS.page)}</span></a>
        ${key({ label: t(KEYS.close), press: () => close() })}
      </div>`,
  );
}
