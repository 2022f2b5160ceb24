import { client } from "../app/client";
import type { contract, Subscription } from "../sdk";

export type Task = contract.AdminTask;

/** The desk of all admins: long tasks and the audit log as they change. One subscription for all sections. */
class DeskWatch extends EventTarget {
  readonly tasks = new Map<string, Task>();
  private readers = 0;
  private subscription: Subscription | undefined;
  private opening = false;

  open(): void {
    this.readers += 1;
    void this.start();
  }

  close(): void {
    this.readers -= 1;
    setTimeout(() => {
      if (this.readers > 0) return;
      this.subscription?.close();
      this.subscription = undefined;
    });
  }

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
    this.dispatchEvent(new Event("change"));
  }

  private async start(): Promise<void> {
    if (this.subscription || this.opening) return;
    this.opening = true;
    try {
      const { session_id } = await client.request("PUT", "/admin/desk");
      if (this.readers === 0) return;
      this.subscription = client.subscribe<"admin">(session_id, {
        onSnapshot: (view) => {
          for (const task of view.tasks) this.tasks.set(task.id, task);
          this.dispatchEvent(new Event("change"));
        },
        onEvent: (event) => {
          if (event.type === "task_changed") {
            this.tasks.set(event.data.task.id, event.data.task);
            this.dispatchEvent(new Event("change"));
          } else if (event.type === "audited") {
            this.dispatchEvent(new CustomEvent("audited", { detail: event.data }));
          }
        },
      });
    } catch {
      // The section tells of it: its own requests fail in the same way.
    } finally {
      this.opening = false;
    }
  }
}

export const desk = new DeskWatch();
