import { html, nothing, type TemplateResult } from "lit";
import { client } from "../app/client";
import { t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import type { contract } from "../sdk";
import { CANCEL, openDialog } from "../ui/dialog";
import { field } from "../ui/field";
import { key } from "../ui/key";
import { showToast } from "../ui/toast";
import "./report.css";
import { REASONS, REPORT } from "./report-words";

type Reason = contract.NewReport["reason"];

/** As many characters as the server takes (AB7). */
const LIMIT = 500;

export async function report(sessionId: string): Promise<void> {
  let reason: Reason | undefined;
  let text = "";
  let problem = "";
  let busy = false;
  const title = t(REPORT.title);

  async function send(close: (sent: boolean) => void, redraw: () => void): Promise<void> {
    if (busy) return;
    problem = reason === undefined ? t(REPORT.choose) : "";
    if (reason !== undefined) {
      busy = true;
      redraw();
      try {
        await client.ensureUser();
        await client.request("POST", `/api/reports/${encodeURIComponent(sessionId)}`, {
          body: { reason, text: text.trim() },
        });
        close(true);
        return;
      } catch (error) {
        problem = errorSentence(error);
      }
      busy = false;
    }
    redraw();
  }

  const sent = await openDialog<boolean>(title, (close, redraw) => {
    const choice = ([name, word]: [string, (typeof REASONS)[Reason]], index: number): TemplateResult =>
      html`<label class="report-reason"><input type="radio" name="reason" value=${name} ?data-focus=${index === 0}
        .checked=${name === reason} @change=${() => {
          reason = name as Reason;
          problem = "";
          redraw();
        }} /> <span>${t(word)}</span></label>`;
    return html`<h2 class="dialog-title">${title}</h2>
      <p class="dialog-text">${t(REPORT.help)}</p>
      <form class="dialog-body report-form" @submit=${(event: Event) => {
        event.preventDefault();
        void send(close, redraw);
      }}>
        <fieldset><legend class="label">${t(REPORT.why)}</legend>${Object.entries(REASONS).map(choice)}</fieldset>
        ${field({
          id: "report-text",
          label: t(REPORT.text),
          hint: t(REPORT.optional),
          value: text,
          limit: LIMIT,
          input: (value) => {
            text = value;
            redraw();
          },
        })}
        <p class="report-problem" role="alert">${problem || nothing}</p>
        <div class="dialog-keys">
          ${key({ label: t(CANCEL), press: () => close() })}
          ${key({ label: t(REPORT.send), kind: "primary", submit: true, busy, press: () => {} })}
        </div>
      </form>`;
  });
  if (sent) showToast({ text: t(REPORT.thanks), icon: "check" });
}
