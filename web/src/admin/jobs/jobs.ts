import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { reference } from "../../i18n/errors";
import { kindWord } from "../../kinds/kinds";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import { errorState, loading } from "../../ui/states";
import { TAKE_DOWN } from "../abuse/words";
import { desk, type Task } from "../desk/desk";
import { Follow } from "../desk/live";
import { Refresh } from "../desk/refresh";
import { JOBS } from "../desk/words";
import { dayAndTime, whole } from "../numbers";
import { firstRows } from "../pages";
import { BULK, LIST } from "../sessions/words";

type Job = contract.AdminJob;
const LISTS = ["failed", "waiting"] as const;
type Which = (typeof LISTS)[number];

const FIRST = 50;
const MORE = 150;
/** Rows of a list that are read again at each change. */
const MOST = 1000;

/** Background jobs of all sessions, and the long tasks of admins. The lists are read again when the desk tells of a change. */
@customElement("rt-admin-jobs")
export class AdminJobs extends LitElement {
  @state() private lists: Record<Which, { rows: readonly Job[]; isAll: boolean }> | undefined;
  @state() private error: unknown;
  @state() private busy = "";
  private readonly wanted: Record<Which, number> = { failed: FIRST, waiting: FIRST };
  private readonly refresh = new Refresh(() => this.load());

  constructor() {
    super();
    new Follow(this, [desk]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    desk.addEventListener("jobs", this.refresh.now);
    void this.refresh.now();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    desk.removeEventListener("jobs", this.refresh.now);
  }

  private async load(): Promise<void> {
    try {
      const [failed, waiting] = await Promise.all(LISTS.map((which) => this.read(which)));
      if (!failed || !waiting) return;
      this.lists = { failed, waiting };
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
  }

  private read(which: Which): Promise<{ rows: Job[]; isAll: boolean }> {
    return firstRows(this.wanted[which], (limit, cursor) =>
      client.request("GET", "/admin/jobs", { query: { state: which, limit, cursor } }),
    );
  }

  private async more(which: Which): Promise<void> {
    this.busy = which;
    this.wanted[which] = Math.min(MOST, this.wanted[which] + MORE);
    await this.refresh.now();
    this.busy = "";
  }

  private async retry(job: Job): Promise<void> {
    this.busy = job.job_id;
    const path = `/admin/jobs/${job.session_id}/${encodeURIComponent(job.job_id)}/retry`;
    await attempt(() => client.request("POST", path));
    this.busy = "";
    await this.refresh.now();
  }

  private async stop(task: Task): Promise<void> {
    await attempt(async () =>
      desk.told(await client.request("POST", `/admin/tasks/${task.id}/stop`, { idempotent: true })),
    );
  }

  /** What a bulk deletion took lies in the bin: one step brings all of it back (K28). */
  private async bringBack(task: Task): Promise<void> {
    await attempt(async () =>
      desk.told(await client.request("POST", `/admin/tasks/${task.id}/bring-back`, { idempotent: false })),
    );
  }

  private row(job: Job): TemplateResult {
    const session = job.kind === "admin" ? t(JOBS.ofAdmins) : `${kindWord(job.kind)} `;
    const place =
      job.kind === "admin"
        ? nothing
        : html`<a class="mono" href=${`/admin/sessions/${job.session_id}`}>${job.session_id.slice(0, 8)}…</a>`;
    return html`<tr><th scope="row" class="mono">${job.job_id.split(".")[0]}</th><td>${session}${place}</td>
      <td class="num-left">${dayAndTime(job.since)}</td>
      <td>${t(JOBS[job.state])}${job.state === "running" ? html` <span class="num">${whole(job.progress)} %</span>` : nothing}</td>
      <td class="num">${whole(job.attempts)}</td><td class="audit-about">${job.error}</td>
      <td>${job.state === "failed" ? key({ label: t(JOBS.retry), size: "small", of: job.job_id, busy: this.busy === job.job_id, press: () => void this.retry(job) }) : nothing}</td></tr>`;
  }

  private list(which: Which): TemplateResult | typeof nothing {
    if (!this.lists) return nothing;
    const { rows: jobs, isAll } = this.lists[which];
    const id = `jobs-${which}`;
    const heads = [JOBS.job, JOBS.session, JOBS.since, LIST.status, JOBS.attempts, JOBS.reason, LIST.actions];
    return html`<section class="panel" aria-labelledby=${id}>
      <div class="admin-panel-head"><h2 id=${id}>${t(which === "failed" ? JOBS.failed : JOBS.open)}</h2><output class="label num">${whole(desk.jobs[which])}</output></div>
      ${
        jobs.length === 0
          ? html`<p class="admin-none">${t(which === "failed" ? JOBS.noneFailed : JOBS.none)}</p>`
          : html`<div class="admin-scroll" tabindex="0" role="region" aria-labelledby=${id}><table class="admin-table">
              <thead><tr>${heads.map((head, index) => html`<th scope="col" class=${index === 4 ? "num" : ""}>${t(head)}</th>`)}</tr></thead>
              <tbody>${jobs.map((job) => this.row(job))}</tbody></table></div>
              ${isAll || this.wanted[which] >= MOST ? nothing : html`<p class="admin-more">${key({ label: t(JOBS.more), of: t(which === "failed" ? JOBS.failed : JOBS.open), busy: this.busy === which, press: () => void this.more(which) })}</p>`}`
      }
    </section>`;
  }

  private tasks(): TemplateResult {
    const tasks = [...desk.tasks.values()].sort((a, b) => b.started_at - a.started_at);
    const heads = [JOBS.job, JOBS.since, LIST.status, JOBS.progress, LIST.actions];
    const state = (task: Task) =>
      task.stopping && task.state === "running" ? BULK.stopping : JOBS[task.state];
    return html`<section class="panel" aria-labelledby="tasks">
      <div class="admin-panel-head"><h2 id="tasks">${t(JOBS.tasks)}</h2><output class="label num">${whole(tasks.length)}</output></div>
      ${
        tasks.length === 0
          ? html`<p class="admin-none">${t(JOBS.noTasks)}</p>`
          : html`<div class="admin-scroll" tabindex="0" role="region" aria-labelledby="tasks"><table class="admin-table">
              <thead><tr>${heads.map((head) => html`<th scope="col">${t(head)}</th>`)}</tr></thead>
              <tbody>${tasks.map(
                (
                  task,
                ) => html`<tr><th scope="row" class="mono">${task.name}</th><td class="num-left">${dayAndTime(task.started_at)}</td>
                  <td>${t(state(task))}</td><td class="num-left">${t(BULK.progress, { done: whole(task.done + task.skipped), total: whole(task.total) })}</td>
                  <td>${task.state === "running" && !task.stopping ? key({ label: t(BULK.stop), size: "small", of: task.name, press: () => void this.stop(task) }) : nothing}
                  ${task.name === "delete_orphans" && task.state !== "running" ? key({ label: t(TAKE_DOWN.back), size: "small", of: dayAndTime(task.started_at), press: () => void this.bringBack(task) }) : nothing}</td></tr>`,
              )}</tbody></table></div>`
      }
    </section>`;
  }

  override render() {
    const head = html`<div class="admin-head"><h1 class="admin-title">${t(JOBS.title)}</h1></div>`;
    if (this.error !== undefined)
      return html`${head}<div class="panel">${errorState(t(JOBS.notLoaded), () => void this.refresh.now(), reference(this.error))}</div>`;
    if (!this.lists || !desk.isKnown)
      return html`${head}${loading(html`<div class="panel admin-bones"></div>`)}`;
    return html`${head}${LISTS.map((which) => this.list(which))}${this.tasks()}`;
  }
}
