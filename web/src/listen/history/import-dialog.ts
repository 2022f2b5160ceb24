import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { locale, t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { CANCEL, openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { IMPORT, REASONS, WRONG_FILES } from "./import-words";
import { Importer, type Wrong } from "./importer";
import "./import.css";

function whole(n: number): string {
  return n.toLocaleString(locale());
}

/** Asks for files of other programs, brings them into the history, and says what became of each item. */
export async function importHistory(): Promise<void> {
  const title = t(IMPORT.title);
  const stop = new AbortController();
  let files: readonly File[] = [];
  let importer: Importer | undefined;
  let busy = false;
  let problem = "";
  let wrong: readonly Wrong[] = [];
  let redrawn = () => {};

  function send(source: string, body: object, signal: AbortSignal): Promise<contract.ImportAnswer> {
    const asked = { body, signal, idempotent: true };
    return client.request<contract.ImportAnswer>("POST", `/api/listening/import/${source}`, asked);
  }

  async function run(): Promise<void> {
    busy = true;
    problem = "";
    redrawn();
    try {
      if (!importer) {
        const read = new Importer();
        wrong = await read.read(files, stop.signal);
        if (read.total > 0) importer = read; // otherwise another file can be chosen
        redrawn();
      }
      await importer?.run(send, redrawn, stop.signal);
    } catch (error) {
      problem = errorSentence(error);
    }
    busy = false;
    redrawn();
  }

  function counted(found: Importer): TemplateResult {
    const { stored, known, refused, reasons } = found;
    return html`<ul class="import-counts">
      <li>${t(IMPORT.stored, { n: whole(stored) })}</li>
      ${known ? html`<li>${t(IMPORT.known, { n: whole(known) })}</li>` : nothing}
      ${refused ? html`<li>${t(IMPORT.refused, { n: whole(refused) })}</li>` : nothing}
      ${[...reasons].map(([reason, n]) => html`<li class="import-reason">${t(REASONS[reason], { n: whole(n) })}</li>`)}
    </ul>`;
  }

  function wrongFiles(): TemplateResult[] {
    return [...new Set(wrong.map(({ code }) => code))].map((code) => {
      const names = wrong.filter((one) => one.code === code).map(({ name }) => name);
      return html`<p data-code=${code}>${t(WRONG_FILES[code], { names: names.join(", ") })}</p>`;
    });
  }

  function content(close: () => void): TemplateResult {
    const found = importer;
    const isOver = found !== undefined && !busy && !problem;
    const verb = problem ? IMPORT.again : IMPORT.verb;
    const leave = isOver ? IMPORT.close : busy ? IMPORT.stop : CANCEL;
    return html`<h2 class="dialog-title">${title}</h2>
      ${
        found
          ? nothing
          : html`<p class="dialog-text">${t(IMPORT.help)}</p>
        <div class="field dialog-body"><label for="import-files">${t(IMPORT.files)}</label>
          <input id="import-files" class="import-files" type="file" multiple data-focus
            accept=".zip,.json,.jsonl,.ndjson,application/json,application/zip" ?disabled=${busy} @change=${(
              event: Event,
            ) => {
              files = [...((event.target as HTMLInputElement).files ?? [])];
              wrong = [];
              redrawn();
            }} /></div>`
      }
      ${
        found && !isOver
          ? html`<div class="import-progress"><progress max=${found.total} .value=${found.done} aria-label=${title}></progress>
        <span class="num">${t(IMPORT.progress, { n: whole(found.done), all: whole(found.total) })}</span></div>`
          : nothing
      }
      <div role="status">${isOver ? counted(found) : nothing}</div>
      <div role="alert" class="import-problem">${problem ? html`<p>${problem}</p>` : nothing}
        ${wrongFiles()}</div>
      <div class="dialog-keys">
        ${key({ label: t(leave), kind: isOver ? "primary" : "secondary", press: close })}
        ${
          isOver
            ? nothing
            : key({
                label: t(verb),
                kind: "primary",
                busy,
                reason: files.length > 0 ? undefined : t(IMPORT.choose),
                press: () => void run(),
              })
        }
      </div>`;
  }

  await openDialog<void>(title, (close, redraw) => {
    redrawn = redraw;
    return content(() => close());
  });
  redrawn = () => {};
  stop.abort(); // what has arrived stays
}
