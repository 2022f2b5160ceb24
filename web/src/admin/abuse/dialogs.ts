import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { errorSentence, isCoded } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { CANCEL, openDialog } from "../../ui/dialog";
import { field } from "../../ui/field";
import { key } from "../../ui/key";
import { choice } from "../choice";
import type { Task } from "../desk/desk";
import { whole } from "../numbers";
import { BULK } from "../sessions/words";
import type { Subject } from "./subject";
import { BLOCKS, TAKE_DOWN } from "./words";

/** As many characters of a reason as the server takes. */
const REASON_LIMIT = 500;
const FOR_EVER = 0;
const DAYS = [
  [1, BLOCKS.d1],
  [7, BLOCKS.d7],
  [30, BLOCKS.d30],
  [365, BLOCKS.d365],
  [FOR_EVER, BLOCKS.ever],
] as const;

/** Why somebody is blocked, and for how long. */
class Terms {
  reason = "";
  days: number = FOR_EVER;

  fields(redraw: () => void): TemplateResult {
    return html`${field({
      id: "abuse-reason",
      label: t(BLOCKS.reason),
      value: this.reason,
      limit: REASON_LIMIT,
      input: (reason) => {
        this.reason = reason;
        redraw();
      },
    })}
    <p>${choice({
      id: "abuse-days",
      label: t(BLOCKS.days),
      value: String(this.days),
      options: DAYS.map(([days, word]) => [String(days), t(word)] as const),
      change: (days) => {
        this.days = Number(days);
      },
    })}</p>`;
  }

  get body(): { reason: string; days: number } {
    return { reason: this.reason.trim(), days: this.days };
  }
}

interface Form<T> {
  readonly title: string;
  readonly text: string;
  readonly verb: string;
  /** Why it cannot be sent yet. */
  readonly reason: () => string | undefined;
  readonly fields: (redraw: () => void) => TemplateResult;
  readonly send: () => Promise<T>;
}

/** A form in a dialog that stays open when the server refuses; undefined when it was left. */
function asked<T>({ title, text, verb, reason, fields, send }: Form<T>): Promise<T | undefined> {
  let busy = false;
  let problem = "";
  return openDialog<T>(title, (close, redraw) => {
    const submit = async (event: Event): Promise<void> => {
      event.preventDefault();
      if (busy || reason() !== undefined) return;
      busy = true;
      problem = "";
      redraw();
      try {
        close(await send());
      } catch (error) {
        problem = sentence(error);
      }
      busy = false;
      redraw();
    };
    return html`<h2 class="dialog-title">${title}</h2>
      <form class="abuse-form" @submit=${submit}>
        <p class="dialog-text">${text}</p>
        ${fields(redraw)}
        <p class="abuse-problem" role="alert">${problem || nothing}</p>
        <div class="dialog-keys">
          ${key({ label: t(CANCEL), press: () => close() })}
          ${key({ label: verb, kind: "solid-danger", submit: true, busy, reason: reason(), press: () => {} })}
        </div>
      </form>`;
  });
}

function sentence(error: unknown): string {
  const count = isCoded(error) && error.code === "conflict" ? error.details.count : undefined;
  return typeof count === "number" ? t(TAKE_DOWN.changed, { n: whole(count) }) : errorSentence(error);
}

/** Asks for the number again, and takes down what was found (AB5). */
export function takeDownDialog({ way, value }: Subject, count: number): Promise<Task | undefined> {
  const terms = new Terms();
  const type = t(BULK.type, { n: count });
  let typed = "";
  let block = true;
  return asked<Task>({
    title: t(TAKE_DOWN.title),
    text: t(TAKE_DOWN.text, { n: whole(count), value }),
    verb: t(TAKE_DOWN.go),
    reason: () => (typed.trim() === String(count) ? undefined : type),
    fields: (redraw) => html`<div class="field"><label for="abuse-typed">${type}</label>
        <div class="field-box"><input id="abuse-typed" inputmode="numeric" autocomplete="off" data-focus .value=${typed}
          @input=${(event: Event) => {
            typed = (event.target as HTMLInputElement).value;
            redraw();
          }} /></div></div>
      <label class="abuse-also"><input type="checkbox" class="checkbox" .checked=${block} @change=${(
        event: Event,
      ) => {
        block = (event.target as HTMLInputElement).checked;
        redraw();
      }} /><span>${t(way === "user" ? TAKE_DOWN.alsoUser : TAKE_DOWN.alsoAddress)}</span></label>
      ${block ? terms.fields(redraw) : nothing}`,
    send: () =>
      client.request("POST", "/admin/abuse/take-down", {
        body: { [way]: value, confirm: count, block, ...(block ? terms.body : {}) },
      }),
  });
}

/** Blocks alone (AB3, AB4). */
export function blockDialog({ way, value }: Subject): Promise<contract.AdminBlock | undefined> {
  const terms = new Terms();
  const isUser = way === "user";
  return asked<contract.AdminBlock>({
    title: t(isUser ? BLOCKS.blockUser : BLOCKS.blockAddress, { value }),
    text: t(isUser ? BLOCKS.textUser : BLOCKS.textAddress),
    verb: t(BLOCKS.go),
    reason: () => undefined,
    fields: (redraw) => terms.fields(redraw),
    send: () =>
      client.request("POST", "/admin/blocks", {
        body: { ...(isUser ? { user: value } : { network: value }), ...terms.body },
      }),
  });
}
