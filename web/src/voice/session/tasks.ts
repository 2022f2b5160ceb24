import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import "../../ui/menu";
import { PEOPLE } from "../../people/words";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import type { MenuItem } from "../../ui/menu";
import type { VoiceDocument } from "../document/document";
import { DOCUMENT } from "../document/words";
import type { VoiceView } from "../live";
import { clock } from "../time";
import { deleteWithUndo } from "./deletion";
import "./tasks.css";
import { VOICE } from "../words";
import { TASK } from "./task-words";

const TEXT_LIMIT = 500;

/** The session's tasks: editors add, order, take, date, mark, edit and delete them, everybody else reads them. */
@customElement("rt-voice-tasks")
export class VoiceTasks extends LitElement {
  @property({ attribute: false }) view!: VoiceView;
  @property({ attribute: false }) document!: VoiceDocument;
  @state() private edited: string | undefined;
  /** Whose field of the day is shown while it is empty. */
  @state() private dated: string | undefined;
  private draft = "";
  private moved: { target: HTMLElement; task: contract.Task; at: number } | undefined;

  override createRenderRoot() {
    return this;
  }

  private path(task: contract.Task): string {
    return `/voicebot/sessions/${this.view.session.session_id}/tasks/${task.task_id}`;
  }

  private async change(task: contract.Task, body: contract.TaskChange): Promise<boolean> {
    const isChanged = await attempt(() => client.request("PATCH", this.path(task), { body }));
    this.requestUpdate(); // after a refusal the box shows the stored value again
    return isChanged;
  }

  private sorted(): contract.Task[] {
    return [...this.view.tasks].sort((a, b) => a.position - b.position || (a.task_id < b.task_id ? -1 : 1));
  }

  private async add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem("text") as HTMLInputElement;
    const text = field.value.trim();
    if (!text) return;
    const body = { text, task_id: crypto.randomUUID() };
    const path = `/voicebot/sessions/${this.view.session.session_id}/tasks`;
    const isAdded = await attempt(() => client.request("POST", path, { body }));
    if (isAdded && field.value.trim() === text) field.value = "";
  }

  /** The menu items that move a task one place. */
  private moves(task: contract.Task): MenuItem[] {
    const sorted = this.sorted();
    const at = sorted.findIndex((one) => one.task_id === task.task_id);
    const to = (after: contract.Task | undefined) => () =>
      void this.change(task, { after: after?.task_id ?? null });
    return [
      ...(at > 0 ? [{ label: t(TASK.taskUp), press: to(sorted[at - 2]) }] : []),
      ...(at < sorted.length - 1 ? [{ label: t(TASK.taskDown), press: to(sorted[at + 1]) }] : []),
    ];
  }

  private assignment(task: contract.Task): MenuItem[] {
    const me = client.user?.id;
    const isMine = task.assignee === me;
    const take = { label: t(TASK.taskTake), press: () => void this.change(task, { assignee: me ?? null }) };
    const give = { label: t(TASK.taskGive), press: () => void this.give(task) };
    const free = { label: t(TASK.taskFree), press: () => void this.change(task, { assignee: null }) };
    return [...(isMine ? [] : [take]), give, ...(task.assignee ? [free] : [])];
  }

  /** Asks which of the session's people is to do it. */
  private async give(task: contract.Task): Promise<void> {
    await attempt(async () => {
      const { members } = await client.request("GET", `/api/people/${this.view.session.session_id}`);
      const me = client.user;
      const people = members.filter(({ role }) => role !== "banned");
      const assignee = await openDialog<string>(
        t(TASK.taskWho),
        (close) => html`<h2 class="dialog-title">${t(TASK.taskWho)}</h2>
          <p class="dialog-text">${visible(task.text)}</p>
          <ul class="voice-task-people">${people.map(
            ({ user_id, name }) => html`<li><button type="button" class="voice-task-person"
              aria-pressed=${String(user_id === task.assignee)} @click=${() => close(user_id)}>${visible(name ?? (user_id === me?.id ? me.name : t(PEOPLE.nameless)))}</button></li>`,
          )}</ul>
          <div class="dialog-keys">${key({ label: t(VOICE.close), press: () => close() })}</div>`,
      );
      if (assignee !== undefined && assignee !== task.assignee) await this.change(task, { assignee });
    });
  }

  /** Alt with an arrow moves the task that has the focus. */
  private onKey(event: KeyboardEvent, task: contract.Task): void {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const target = event.target as HTMLElement;
    const isTyped = target.matches("input:not([type=checkbox])"); // a day's arrows are its own
    if (!event.altKey || step === undefined || isTyped || this.view.role === "reader") return;
    event.preventDefault();
    const sorted = this.sorted();
    const at = sorted.findIndex((one) => one.task_id === task.task_id);
    if (!sorted[at + step]) return;
    const after = sorted[step < 0 ? at - 2 : at + 1];
    this.moved = { target, task, at };
    void this.change(task, { after: after?.task_id ?? null }).then((isMoved) => {
      if (!isMoved) this.moved = undefined;
    });
  }

  /** A row that stands elsewhere now may have lost the focus. */
  override updated(): void {
    if (!this.moved) return;
    const { target, task, at } = this.moved;
    if (this.sorted()[at]?.task_id === task.task_id) return;
    if (document.activeElement === document.body) target.focus();
    this.moved = undefined;
  }

  /** Where it was said: a press plays that second. */
  private said(task: contract.Task): TemplateResult | typeof nothing {
    const source = this.document.sources.find((one) => one.id === task.source_id);
    if (!source || task.at_ms === null) return nothing;
    const ms = source.from + task.at_ms;
    return html`<button type="button" class="voice-task-said num" aria-label=${t(DOCUMENT.playFrom, { time: clock(ms) })}
      @click=${() => this.document.player.seek(ms, true)}>${clock(ms)}</button>`;
  }

  /** Its second, who does it and its day, as far as they are known. */
  private about(task: contract.Task, isFixed: boolean): TemplateResult | typeof nothing {
    const who = task.assignee ? visible(task.assignee_name ?? t(TASK.taskTaken)) : "";
    const isDated = task.due !== null || this.dated === task.task_id;
    if (!who && !isDated && this.said(task) === nothing) return nothing;
    const day =
      isFixed || !isDated
        ? task.due
        : html`<input type="date" class="voice-task-day" aria-label=${t(TASK.taskDay)} .value=${task.due ?? ""}
          @change=${(event: Event) => void this.change(task, { due: (event.target as HTMLInputElement).value || null })} />`;
    return html`<p class="voice-task-about voice-quiet">${this.said(task)}${who ? html`<span>${who}</span>` : nothing}${day}</p>`;
  }

  /** Shows the field of the day. */
  private async date(task: contract.Task): Promise<void> {
    this.dated = task.task_id;
    await this.updateComplete;
    this.querySelector<HTMLInputElement>(`[data-task="${task.task_id}"] .voice-task-day`)?.focus();
  }

  private async edit(task: contract.Task): Promise<void> {
    this.edited = task.task_id;
    this.draft = task.text;
    await this.updateComplete;
    this.querySelector<HTMLInputElement>(".voice-task-field")?.select();
  }

  private async save(task: contract.Task): Promise<void> {
    if (this.edited !== task.task_id) return;
    this.edited = undefined;
    const text = this.draft.trim();
    if (text && text !== task.text) await this.change(task, { text });
  }

  private body(task: contract.Task, isFixed: boolean): TemplateResult {
    if (this.edited === task.task_id)
      return html`<input class="voice-task-field" aria-label=${t(TASK.taskText)} maxlength=${TEXT_LIMIT} .value=${task.text}
        @input=${(event: InputEvent) => {
          this.draft = (event.target as HTMLInputElement).value;
        }}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter") void this.save(task);
          if (event.key === "Escape") this.edited = undefined;
        }} @blur=${() => void this.save(task)} />`;
    return html`<label class="voice-task-label">
      <input type="checkbox" class="voice-task-box" .checked=${task.done} ?disabled=${isFixed}
        @change=${(event: Event) => void this.change(task, { done: (event.target as HTMLInputElement).checked })} />
      <span class=${task.done ? "voice-task-done" : ""}>${visible(task.text)}</span>
    </label>`;
  }

  private row(task: contract.Task): TemplateResult {
    const isFixed = this.view.role === "reader";
    return html`<li class="voice-task" data-task=${task.task_id} @keydown=${(event: KeyboardEvent) => this.onKey(event, task)}><div class="voice-task-main">${this.body(task, isFixed)}${this.about(task, isFixed)}</div>
      ${
        isFixed
          ? nothing
          : html`<rt-menu label=${t(TASK.taskMenu, { text: task.text })} .items=${[
              { label: t(VOICE.edit), press: () => void this.edit(task) },
              ...this.assignment(task),
              { label: t(TASK.taskDate), press: () => void this.date(task) },
              ...this.moves(task),
              {
                label: t(VOICE.deleteItem),
                danger: true,
                press: () => void deleteWithUndo(this.path(task), t(TASK.taskDeleted)),
              },
            ]}></rt-menu>`
      }
    </li>`;
  }

  override render() {
    const { tasks } = this.view;
    if (tasks.length === 0 && this.view.role === "reader") return nothing;
    const sorted = this.sorted();
    const done = tasks.filter((task) => task.done).length;
    return html`<section class="panel voice-side" aria-label=${t(VOICE.taskList)}>
      <h2 class="section">${t(VOICE.taskList)}
        ${tasks.length === 0 ? nothing : html`<span class="voice-quiet num">${t(VOICE.tasksDone, { n: done, m: tasks.length })}</span>`}</h2>
      <ul class="voice-task-list">${repeat(
        sorted,
        (task) => task.task_id,
        (task) => this.row(task),
      )}</ul>
      ${
        this.view.role === "reader"
          ? nothing
          : html`<form class="voice-task-add" @submit=${(event: SubmitEvent) => void this.add(event)}>
              <input name="text" class="voice-task-field" autocomplete="off" maxlength=${TEXT_LIMIT}
                aria-label=${t(TASK.taskNew)} placeholder=${t(TASK.taskNew)} />
              ${key({ label: t(TASK.taskAdd), size: "small", submit: true, press: () => undefined })}
            </form>`
      }
    </section>`;
  }
}
