import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import "../../ui/menu";
import type { VoiceView } from "../live";
import { deleteWithUndo } from "./deletion";
import "./tasks.css";
import { VOICE } from "../words";

const TEXT_LIMIT = 500;

/** The session's tasks: editors mark, edit and delete them, everybody else reads them. */
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
    return html`<li class="voice-task">${this.body(task, isFixed)}
      ${
        isFixed
          ? nothing
          : html`<rt-menu label=${t(VOICE.taskMenu, { text: task.text })} .items=${[
              { label: t(VOICE.edit), press: () => void this.edit(task) },
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
    const { tasks, recordings, materials } = this.view;
    if (tasks.length === 0) return nothing;
    const order = new Map<string, number>();
    for (const { recording_id, created_at } of recordings) order.set(recording_id, Date.parse(created_at));
    for (const { material_id, created_at } of materials) order.set(material_id, Date.parse(created_at));
    const place = (task: contract.Task): number => order.get(task.source_id) ?? 0;
    const sorted = [...tasks].sort((a, b) => place(a) - place(b) || a.task_id.localeCompare(b.task_id));
    const done = tasks.filter((task) => task.done).length;
    return html`<section class="panel voice-side" aria-label=${t(VOICE.taskList)}>
      <h2 class="section">${t(VOICE.taskList)}
        <span class="voice-quiet num">${t(VOICE.tasksDone, { n: done, m: tasks.length })}</span></h2>
      <ul class="voice-task-list">${repeat(
        sorted,
        (task) => task.task_id,
        (task) => this.row(task),
      )}</ul>
    </section>`;
  }
}
