import { html, nothing } from "lit";
import { client } from "../app/client";
import { forgetOthers } from "../app/copies";
import { count, t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import { kinds } from "../kinds/kinds";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { CANCEL, openDialog } from "../ui/dialog";
import { field } from "../ui/field";
import { key } from "../ui/key";
import "./account.css";
import { END } from "./words";

/** What goes with the account and what stays (AC24), said before anything is done. */
function told(end: contract.OwnAccountEnd) {
  const gone = kinds
    .filter(({ kind }) => end.deleted[kind])
    .map(({ kind, title }) => `${t(title)}: ${end.deleted[kind]}`);
  return html`<div class="account-end">
    <p class="dialog-text">${t(END.goes)}</p>
    <ul>
      ${gone.length ? html`<li>${gone.join(", ")}</li>` : nothing}
      <li>${t(END.goesToo)}</li>
    </ul>
    <p class="dialog-text">${t(END.stays)}</p>
    <ul>
      ${end.left ? html`<li>${count(end.left, END.left)}</li>` : nothing}
      <li>${end.others ? count(end.others, END.others) : t(END.anyOthers)}</li>
    </ul>
  </div>`;
}

/** Asks for the name, and for the recovery key where nothing else shows who somebody is; then the account is gone. */
export async function deleteAccount(): Promise<void> {
  let end: contract.OwnAccountEnd | undefined;
  await attempt(async () => {
    end = await client.request("GET", "/api/auth/me/deletion");
  });
  if (!end) return;
  const known = end;
  const mustSignIn = known.needs_key && known.proof === "sign_in";
  let typed = "";
  let recovery = "";
  let busy = false;
  let problem: string | undefined;
  const done = await openDialog<boolean>(t(END.title), (close, redraw) => {
    const send = async (event: Event) => {
      event.preventDefault();
      busy = true;
      redraw();
      try {
        await client.request("DELETE", "/api/auth/me", {
          body: { confirm: typed.trim(), key: recovery.trim() || null },
        });
        close(true);
      } catch (error) {
        problem = errorSentence(error);
      }
      busy = false;
      redraw();
    };
    const reason = typed.trim() === known.name ? undefined : t(END.type, { name: known.name });
    return html`<h2 class="dialog-title">${t(END.title)}</h2>
      ${told(known)}
      ${
        mustSignIn
          ? html`<p class="dialog-text">${t(END.signIn)}</p>
            <div class="dialog-keys">${key({ label: t(END.close), press: () => close() })}</div>`
          : html`<form class="account-end-form" @submit=${send}>
              ${
                known.needs_key
                  ? field({
                      id: "account-end-key",
                      label: t(END.key),
                      value: recovery,
                      input: (value) => {
                        recovery = value;
                        redraw();
                      },
                    })
                  : nothing
              }
              ${field({
                id: "account-end-name",
                label: t(END.type, { name: known.name }),
                value: typed,
                input: (value) => {
                  typed = value;
                  redraw();
                },
              })}
              ${problem ? html`<p class="account-end-problem" role="alert">${problem}</p>` : nothing}
              <div class="dialog-keys">
                ${key({ label: t(CANCEL), press: () => close() })}
                ${key({ label: t(END.verb), kind: "solid-danger", submit: true, busy, reason, press: () => {} })}
              </div>
            </form>`
      }`;
  });
  // A new document: whoever this browser is next has none of what pages kept in memory.
  if (!done) return;
  await forgetOthers(null);
  location.assign("/");
}
