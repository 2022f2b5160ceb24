import { html } from "lit";
import { client } from "../app/client";
import { t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import type { contract } from "../sdk";
import { openDialog } from "../ui/dialog";
import { field } from "../ui/field";
import { key } from "../ui/key";
import { choice, whereField, withSessions } from "./form";
import { HOOKS } from "./webhook-words";
import { KEYS } from "./words";
import "./webhooks.css";

export type EventType = keyof typeof HOOKS.types;
const TYPES = Object.keys(HOOKS.types) as EventType[];

/** Asks for an address and what it hears of, and makes the webhook. */
export function webhookDialog(): Promise<contract.MadeWebhook | undefined> {
  const events = new Set<EventType>(["stream.ended", "moment.hot", "transcript.ready"]);
  let [url, session, busy] = ["https://", "", false];
  let error: string | undefined;
  let again: () => void = () => {};
  const opened = openDialog<contract.MadeWebhook>(t(HOOKS.newWebhook), (close, redraw) => {
    again = redraw;
    const make = async (event: Event): Promise<void> => {
      event.preventDefault();
      if (busy || events.size === 0) return;
      busy = true;
      redraw();
      try {
        const body = {
          url: url.trim(),
          events: TYPES.filter((one) => events.has(one)),
          session_id: session || null,
        };
        const made: contract.MadeWebhook = await client.request("POST", "/api/webhooks", { body });
        close(made);
      } catch (failed) {
        error = errorSentence(failed);
      }
      busy = false;
      redraw();
    };
    const address = field({
      id: "webhook-url",
      label: t(HOOKS.address),
      hint: t(HOOKS.addressHint),
      value: url,
      inputMode: "url",
      error,
      input: (value) => {
        url = value;
        error = undefined;
        redraw();
      },
    });
    return html`<form @submit=${make}>
      <h2 class="dialog-title">${t(HOOKS.newWebhook)}</h2>
      <div class="dialog-body keys-form">
        ${address}
        <fieldset class="keys-choices keys-events"><legend>${t(HOOKS.events)}</legend>
          ${TYPES.map((one) =>
            choice(t(HOOKS.types[one]), "", events.has(one), (on) => {
              if (on) events.add(one);
              else events.delete(one);
              redraw();
            }),
          )}
        </fieldset>
        ${whereField(session, (value) => {
          session = value;
        })}
      </div>
      <div class="dialog-keys">
        ${key({ label: t(KEYS.close), press: () => close() })}
        ${key({ label: t(HOOKS.make), kind: "primary", submit: true, busy, press: () => undefined })}
      </div>
    </form>`;
  });
  return withSessions(() => again(), opened);
}
