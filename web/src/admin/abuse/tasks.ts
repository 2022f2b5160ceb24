import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import { desk, type Task } from "../desk/desk";
import { Follow } from "../desk/live";
import { JOBS } from "../desk/words";
import { dayAndTime, whole } from "../numbers";
import { BULK, LIST } from "../sessions/words";
import { TAKE_DOWN } from "./words";

/** What was taken down and brought back, and how far that is (AB5, AB6). */
@customElement("rt-admin-take-downs")
export class AdminTakeDowns extends LitElement {
  @state() private busy = "";

  constructor() {
    super();
    new Follow(this, [desk]);
  }

  override createRenderRoot() {
    return this;
  }

  private async ask(task: Task, what: "stop" | "bring-back"): Promise<void> {
    this.busy = task.id;
    await attempt(async () =>
      desk.told(
        await client.request<Task>("POST", `/admin/tasks/${task.id}/${what}`, {
          idempotent: what === "stop",
        }),
      ),
    );
    this.busy = "";
  }

  /** Whose it was; a task that brings back names the task before it. */
  private whom(task: Task): string {
    const before = task.name === "bring_back" ? desk.tasks.get(String(task.about.of)) : task;
    return String(before?.about.value ?? "");
  }

  private keyOf(task: Task): TemplateResult | typeof nothing {
    const busy = this.busy === task.id;
    if (task.state === "running")
      return task.stopping
        ? nothing
        : key({
            label: t(BULK.stop),
            size: "small",
            of: this.whom(task),
            busy,
            press: () => void this.ask(task, "stop"),
          });
    if (task.name !== "take_down") return nothing;
    return key({
      label: t(TAKE_DOWN.back),
      size: "small",
      of: this.whom(task),
      busy,
      press: () => void this.ask(task, "bring-back"),
    });
  }

  private row(task: Task): TemplateResult {
    const word = task.stopping && task.state === "running" ? BULK.stopping : JOBS[task.state];
    return html`<tr data-task=${task.name}><th scope="row">${t(task.name === "take_down" ? TAKE_DOWN.isDown : TAKE_DOWN.isBack)}</th>
      <td class="mono">${this.whom(task)}</td><td class="num-left">${dayAndTime(task.started_at)}</td><td>${t(word)}</td>
      <td class="num-left">${t(BULK.progress, { done: whole(task.done + task.skipped), total: whole(task.total) })}</td>
      <td>${this.keyOf(task)}</td></tr>`;
  }

  override render() {
    const tasks = [...desk.tasks.values()]
      .filter((one) => one.name === "take_down" || one.name === "bring_back")
      .sort((a, b) => b.started_at - a.started_at);
    const heads = [JOBS.job, TAKE_DOWN.whom, JOBS.since, LIST.status, JOBS.progress, LIST.actions];
    return html`<section class="panel" aria-labelledby="take-downs">
      <div class="admin-panel-head"><h2 id="take-downs">${t(TAKE_DOWN.tasks)}</h2><output class="label num">${whole(tasks.length)}</output></div>
      ${
        tasks.length === 0
          ? html`<p class="admin-none">${t(TAKE_DOWN.noTasks)}</p>`
          : html`<div class="admin-scroll" tabindex="0" role="region" aria-labelledby="take-downs"><table class="admin-table">
              <thead><tr>${heads.map((head) => html`<th scope="col">${t(head)}</th>`)}</tr></thead>
              <tbody>${tasks.map((task) => this.row(task))}</tbody></table></div>`
      }
    </section>`;
  }
}
