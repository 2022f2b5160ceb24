import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { errorSentence, isCoded } from "../../i18n/errors";
import { CANCEL, openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import "./bulk.css";
import { desk, type Task } from "../desk/desk";
import { whole } from "../numbers";
import { BULK, LIST } from "./words";

const LEAST_DAYS = 90;

/** The steps of a bulk deletion: how many there would be, the number typed, progress, what was done. */
class BulkDeletion {
  days = LEAST_DAYS;
  found: { count: number; unused_since: number } | undefined;
  typed = "";
  task: string | undefined;
  busy = false;
  error = "";

  constructor(private readonly redraw: () => void) {}

  get running(): Task | undefined {
    return this.task === undefined ? undefined : desk.tasks.get(this.task);
  }

  get isConfirmed(): boolean {
    return this.found !== undefined && this.found.count > 0 && this.typed.trim() === String(this.found.count);
  }

  async count(): Promise<void> {
    if (this.days < LEAST_DAYS) {
      this.error = t(BULK.least);
      this.redraw();
      return;
    }
    await this.act(async () => {
      this.typed = "";
      this.found = undefined;
      this.found = await client.request("POST", "/admin/orphans/count", {
        body: { older_than_days: this.days },
        idempotent: true,
      });
    });
  }

  async begin(): Promise<void> {
    const { found } = this;
    if (!found || !this.isConfirmed) return;
    await this.act(async () => {
      const task = await client.request("POST", "/admin/orphans/delete", {
        body: { older_than_days: this.days, unused_since: found.unused_since, confirm: found.count },
      });
      this.task = task.id;
      desk.told(task);
    });
  }

  async stop(): Promise<void> {
    const { task } = this;
    if (task === undefined) return;
    await this.act(async () => {
      desk.told(
        await client.request("POST", `/admin/tasks/${encodeURIComponent(task)}/stop`, { idempotent: true }),
      );
    });
  }

  private async act(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = "";
    this.redraw();
    try {
      await work();
    } catch (error) {
      this.error = this.sentence(error);
    }
    this.busy = false;
    this.redraw();
  }

  private sentence(error: unknown): string {
    if (isCoded(error) && error.code === "conflict" && typeof error.details.count === "number") {
      this.found = undefined;
      return t(BULK.changed, { n: whole(error.details.count) });
    }
    return errorSentence(error);
  }
}

function asking(bulk: BulkDeletion, close: () => void): TemplateResult {
  const { found } = bulk;
  return html`<form class="bulk" @submit=${(event: Event) => {
    event.preventDefault();
    void (bulk.isConfirmed ? bulk.begin() : bulk.count());
  }}>
    <div class="field"><label for="bulk-days">${t(BULK.days)}</label>
      <div class="field-box"><input id="bulk-days" inputmode="numeric" autocomplete="off" data-focus .value=${String(bulk.days)} @input=${(
        event: Event,
      ) => {
        bulk.days = Number.parseInt((event.target as HTMLInputElement).value, 10) || 0;
        bulk.found = undefined;
      }} /></div></div>
    <div role="status">
      ${found ? html`<p class="dialog-text">${found.count === 0 ? t(BULK.none) : t(BULK.found, { n: whole(found.count) })}</p>` : nothing}
    </div>
    ${
      found && found.count > 0
        ? html`<div class="field"><label for="bulk-typed">${t(BULK.type, { n: found.count })}</label>
            <div class="field-box"><input id="bulk-typed" inputmode="numeric" autocomplete="off" .value=${bulk.typed} @input=${(
              event: Event,
            ) => {
              bulk.typed = (event.target as HTMLInputElement).value;
            }} /></div></div>`
        : nothing
    }
    ${bulk.error ? html`<p class="bulk-error" role="alert">${bulk.error}</p>` : nothing}
    <div class="dialog-keys">
      ${key({ label: t(CANCEL), press: close })}
      ${
        found && found.count > 0
          ? key({
              label: t(LIST.remove),
              kind: "solid-danger",
              busy: bulk.busy,
              press: () => void bulk.begin(),
              reason: bulk.isConfirmed ? undefined : t(BULK.type, { n: found.count }),
            })
          : key({ label: t(BULK.count), kind: "primary", busy: bulk.busy, submit: true, press: () => {} })
      }
    </div>
  </form>`;
}

function ended(task: Task): string {
  const n = whole(task.done);
  if (task.state === "stopped")
    return t(BULK.stopped, { n, kept: whole(Math.max(0, task.total - task.done)) });
  if (task.state === "failed") return t(BULK.failed, { n });
  return `${t(BULK.done, { n })}${task.skipped > 0 ? ` ${t(BULK.kept, { n: whole(task.skipped) })}` : ""}`;
}

function working(bulk: BulkDeletion, task: Task, close: () => void): TemplateResult {
  const through = task.done + task.skipped;
  const progress = t(BULK.progress, { done: whole(through), total: whole(task.total) });
  if (task.state !== "running") {
    return html`<p class="dialog-text" role="status">${ended(task)}</p>
      <div class="dialog-keys">${key({ label: t(BULK.close), kind: "primary", press: close })}</div>`;
  }
  return html`<progress class="bulk-progress" max=${task.total} value=${through} aria-label=${t(BULK.title)}></progress>
    <p class="dialog-text num" role="status">${progress}</p>
    ${bulk.error ? html`<p class="bulk-error" role="alert">${bulk.error}</p>` : nothing}
    <div class="dialog-keys">${key({
      label: t(task.stopping ? BULK.stopping : BULK.stop),
      busy: bulk.busy || task.stopping,
      press: () => void bulk.stop(),
    })}</div>`;
}

/** Deletes orphans in bulk. Answers when the dialog is closed; a task that runs goes on without it. */
export async function bulkDeletion(): Promise<void> {
  const title = t(BULK.title);
  let listening: (() => void) | undefined;
  await openDialog(title, (close, redraw) => {
    state.bulk ??= new BulkDeletion(redraw);
    const { bulk } = state;
    if (!listening) {
      listening = redraw;
      desk.addEventListener("change", redraw);
    }
    const { running } = bulk;
    return html`<h2 class="dialog-title">${title}</h2>
      <div @input=${redraw}>${running ? working(bulk, running, () => close()) : asking(bulk, () => close())}</div>`;
  });
  if (listening) desk.removeEventListener("change", listening);
  state.bulk = undefined;
}

const state: { bulk: BulkDeletion | undefined } = { bulk: undefined };
