import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import "../../ui/menu";
import { key } from "../../ui/key";
import type { MenuItem } from "../../ui/menu";
import type { VoiceView } from "../live";
import { deleteWithUndo } from "./deletion";
import "./tasks.css";
import { VOICE } from "../words";

const TEXT_LIMIT = 500;

/** The session's tasks: editors add, order, take, date, mark, edit and delete them, everybody else reads them. */
@customElement("rt-voice-tasks")
export class VoiceTasks extends LitElement {
  @property({ attribute: false }) view!: VoiceView;
  @state() private edited: string | undefined;
  private draft = "";

  override createRenderRoot() {
    return this;
  }

  private path(task: contract.Task): string {
    return `/voicebot/sessions/${this.view.session.session_id}/tasks/${task.task_id}`;
  }

  private async change(task: contract.Task, body: contract.TaskChange): Promise<void> {
    await attempt(() => client.request("PATCH", this.path(task), { body }));
    this.requestUpdate(); // after a refusal the box shows the stored value again
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
      ...(at > 0 ? [{ label: t(VOICE.taskUp), press: to(sorted[at - 2]) }] : []),
      ...(at < sorted.length - 1 ? [{ label: t(VOICE.taskDown), press: to(sorted[at + 1]) }] : []),
    ];
  }

  private mine(task: contract.Task): MenuItem[] {
    const me = client.user?.id;
    const isMine = task.assignee === me;
    const take = { label: t(VOICE.taskTake), press: () => void this.change(task, { assignee: me ?? null }) };
    const free = { label: t(VOICE.taskFree), press: () => void this.change(task, { assignee: null }) };
    return [...(isMine ? [] : [take]), ...(task.assignee ? [free] : [])];
  }

  private about(task: contract.Task, isFixed: boolean): TemplateResult {
    const who = task.assignee ? (task.assignee_name ?? t(VOICE.taskTaken)) : "";
    const day = isFixed
      ? html`${task.due ?? nothing}`
      : html`<input type="date" class="voice-task-day" aria-label=${t(VOICE.taskDay)} .value=${task.due ?? ""}
          @change=${(event: Event) => void this.change(task, { due: (event.target as HTMLInputElement).value || null })} />`;
    return html`<p class="voice-task-about voice-quiet">${who ? html`<span>${visible(who)}</span>` : nothing}${day}</p>`;
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
      return html`<input class="voice-task-field" aria-label=${t(VOICE.taskText)} maxlength=${TEXT_LIMIT} .value=${task.text}
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
    return html`<li class="voice-task"><div class="voice-task-main">${this.body(task, isFixed)}${
      isFixed && !task.due && !task.assignee ? nothing : this.about(task, isFixed)
    }</div>
      ${
        isFixed
          ? nothing
          : html`<rt-menu label=${t(VOICE.taskMenu, { text: task.text })} .items=${[
              { label: t(VOICE.edit), press: () => void this.edit(task) },
              ...this.mine(task),
              ...this.moves(task),
              {
                label: t(VOICE.deleteItem),
                danger: true,
                press: () => void deleteWithUndo(this.path(task), t(VOICE.taskDeleted)),
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
                aria-label=${t(VOICE.taskNew)} placeholder=${t(VOICE.taskNew)} />
              ${key({ label: t(VOICE.taskAdd), size: "small", submit: true, press: () => undefined })}
            </form>`
      }
    </section>`;
  }
}
