import { client } from "../app/client";
import type { contract, Subscription } from "../sdk";
import { Live } from "./live";

export type Task = contract.AdminTask;

/** The desk of all admins: long tasks and the audit log as they change. One subscription for all sections. */
class DeskWatch extends Live {
  readonly tasks = new Map<string, Task>();

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
        this.changed();
      },
      onEvent: (event) => {
        if (event.type === "task_changed") {
          this.tasks.set(event.data.task.id, event.data.task);
          this.changed();
        } else if (event.type === "audited") {
          this.dispatchEvent(new CustomEvent("audited", { detail: event.data }));
        }
      },
    });
  }
}

export const desk = new DeskWatch();
