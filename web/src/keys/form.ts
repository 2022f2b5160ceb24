import { html, type TemplateResult } from "lit";
import { client } from "../app/client";
import { homeFeed, titleOf } from "../home/feed";
import { count, t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import type { contract } from "../sdk";
import { openDialog } from "../ui/dialog";
import { field } from "../ui/field";
import { key } from "../ui/key";
import "./keys.css";
import { KEYS } from "./words";

export type Scope = contract.NewKey["scopes"][number];
export const SCOPES: readonly Scope[] = ["read", "mark", "edit"];
const DAYS = [1, 30, 90, 365];
const NAME_LIMIT = 100;

export interface Made {
  readonly name: string;
  readonly made: contract.MadeKey;
}

/** Sessions that a key or a webhook can be for: those that one owns or helps to run. */
export function ownSessions(): readonly { id: string; title: string }[] {
  return [...homeFeed.rows.values()]
    .filter((row) => row.state !== null && (row.role === "owner" || row.role === "co-owner"))
    .sort((a, b) => b.changed_at - a.changed_at)
    .map((row) => ({ id: row.id, title: titleOf(row) }));
}

/** Which sessions: all, or one of those that are on the home page. */
export function whereField(value: string, change: (value: string) => void): TemplateResult {
  return html`<label class="keys-field"><span>${t(KEYS.where)}</span><span class="field-box">
    <select class="select" @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
      <option value="" ?selected=${value === ""}>${t(KEYS.everywhere)}</option>
      ${ownSessions().map((one) => html`<option value=${one.id} ?selected=${one.id === value}>${one.title}</option>`)}
    </select></span></label>`;
}

/** Keeps a dialog's list of sessions as the home page has it, while the dialog is open. */
export async function withSessions<T>(redraw: () => void, open: Promise<T>): Promise<T> {
  homeFeed.addEventListener("rows", redraw);
  try {
    return await open;
  } finally {
    homeFeed.removeEventListener("rows", redraw);
  }
}

/** A row with a checkbox, which is the target as a whole. */
export function choice(
  label: string,
  help: string,
  checked: boolean,
  change: (on: boolean) => void,
): TemplateResult {
  return html`<label class="keys-choice"><input type="checkbox" class="checkbox" .checked=${checked}
    @change=${(event: Event) => change((event.target as HTMLInputElement).checked)} /><span><b>${label}</b> <span class="keys-help">${help}</span></span></label>`;
}

/** Asks what a new key may do, and makes it. */
export function keyDialog(): Promise<Made | undefined> {
  const scopes = new Set<Scope>(["mark"]);
  let [name, session, days, inAddress, busy] = ["", "", 30, true, false];
  let error: string | undefined;
  let again: () => void = () => {};
  const opened = openDialog<Made>(t(KEYS.newKey), (close, redraw) => {
    again = redraw;
    const make = async (event: Event): Promise<void> => {
      event.preventDefault();
      if (busy || !name.trim() || scopes.size === 0) return;
      busy = true;
      redraw();
      try {
        const made: contract.MadeKey = await client.request("POST", "/api/keys", {
          body: {
            name: name.trim(),
            scopes: SCOPES.filter((one) => scopes.has(one)),
            session_id: session || null,
            days: days || null,
            in_address: inAddress,
          },
        });
        close({ name: name.trim(), made });
      } catch (failed) {
        error = errorSentence(failed);
      }
      busy = false;
      redraw();
    };
    const ends = html`<label class="keys-field"><span>${t(KEYS.ends)}</span><span class="field-box">
      <select class="select" @change=${(event: Event) => {
        days = Number((event.target as HTMLSelectElement).value);
      }}>
        ${DAYS.map((n) => html`<option value=${n} ?selected=${n === days}>${count(n, KEYS.days)}</option>`)}
        <option value="0">${t(KEYS.noEnd)}</option>
      </select></span></label>`;
    return html`<form @submit=${make}>
      <h2 class="dialog-title">${t(KEYS.newKey)}</h2>
      <div class="dialog-body keys-form">
        ${field({
          id: "key-name",
          label: t(KEYS.name),
          hint: t(KEYS.nameHint),
          value: name,
          limit: NAME_LIMIT,
          error,
          input: (value) => {
            name = value;
            error = undefined;
            redraw();
          },
        })}
        <fieldset class="keys-choices"><legend>${t(KEYS.rights)}</legend>
          ${SCOPES.map((one) =>
            choice(t(KEYS[one]), t(KEYS[`${one}Help`]), scopes.has(one), (on) => {
              if (on) scopes.add(one);
              else scopes.delete(one);
              redraw();
            }),
          )}
        </fieldset>
        <div class="keys-pair">${whereField(session, (value) => {
          session = value;
        })}${ends}</div>
        ${choice(t(KEYS.inAddress), t(KEYS.inAddressHelp), inAddress, (on) => {
          inAddress = on;
        })}
        <p class="keys-help">${t(KEYS.never)}</p>
      </div>
      <div class="dialog-keys">
        ${key({ label: t(KEYS.close), press: () => close() })}
        ${key({ label: t(KEYS.make), kind: "primary", submit: true, busy, press: () => undefined })}
      </div>
    </form>`;
  });
  return withSessions(() => again(), opened);
}

/** What each right lets a script do, and what none does. */
export async function mayDialog(): Promise<void> {
  await openDialog<void>(
    t(KEYS.may),
    (close) => html`<h2 class="dialog-title">${t(KEYS.may)}</h2>
      <dl class="dialog-body keys-may">${SCOPES.map(
        (one) => html`<div><dt class="key-scope">${t(KEYS[one])}</dt><dd>${t(KEYS[`${one}Help`])}</dd></div>`,
      )}</dl>
      <p class="dialog-text">${t(KEYS.never)}</p>
      <p class="dialog-text">${t(KEYS.inAddress)}: ${t(KEYS.inAddressHelp)}</p>
      <div class="dialog-keys">${key({ label: t(KEYS.close), press: () => close() })}</div>`,
  );
}
