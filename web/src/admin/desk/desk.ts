import { client } from "../../app/client";
import type { contract, Subscription } from "../../sdk";
import { Live } from "./live";

export type Task = contract.AdminTask;
export type Alert = contract.Alert;

/** The desk of all admins: long tasks and the audit log as they change. One subscription for all sections. */
class DeskWatch extends Live {
  readonly tasks = new Map<string, Task>();
  alerts: readonly Alert[] = [];
  /** How many jobs are not over, and how many have failed. */
  jobs: contract.JobCounts = { waiting: 0, failed: 0 };
  /** The desk was read, and what it says is true. */
  isKnown = false;

  /** The newest task of this name. */
  latest(name: Task["name"]): Task | undefined {
    return [...this.tasks.values()]
      .filter((one) => one.name === name)
      .sort((a, b) => a.started_at - b.started_at)
      .at(-1);
  }

  /** A task that an answer brought: its events may come before or after. */
  told(task: Task): void {
    const known = this.tasks.get(task.id);
    if (known && (known.state !== "running" || known.done > task.done)) return;
    this.tasks.set(task.id, task);
    this.changed();
  }

  protected override async find(): Promise<string> {
    return (await client.request("PUT", "/admin/desk")).session_id;
  }

  protected override subscribe(id: string): Subscription {
    return client.subscribe<"admin">(id, {
      onSnapshot: (view) => {
        for (const task of view.tasks) this.tasks.set(task.id, task);
        this.alerts = view.alerts;
        this.jobs = view.jobs;
        this.isKnown = true;
        this.changed();
        this.dispatchEvent(new Event("jobs"));
        this.dispatchEvent(new Event("deleted")); // what was missed may have been a deletion
        this.dispatchEvent(new Event("audit"));
        this.dispatchEvent(new Event("reports"));
        this.dispatchEvent(new Event("blocks"));
      },
      onEvent: (event) => {
        if (event.type === "task_changed") {
          this.tasks.set(event.data.task.id, event.data.task);
          this.changed();
          if (event.data.task.name !== "recalculate") this.dispatchEvent(new Event("deleted"));
        } else if (event.type === "alerts_changed") {
          this.alerts = event.data.alerts;
          this.changed();
        } else if (event.type === "jobs_changed") {
          this.jobs = event.data;
          this.changed();
          this.dispatchEvent(new Event("jobs"));
        } else if (event.type === "block_changed") {
          this.dispatchEvent(new Event("blocks"));
        } else if (event.type === "report_changed") {
          this.dispatchEvent(new Event("reports"));
        } else if (event.type === "audited") {
          this.dispatchEvent(new CustomEvent("audited", { detail: event.data }));
        }
      },
      onSignal: () => this.dispatchEvent(new Event("deleted")),
    });
  }
}

export const desk = new DeskWatch();
