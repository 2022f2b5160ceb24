import { client } from "../app/client";
import type { contract, Subscription } from "../sdk";

export type Process = contract.Process;
export type Minute = contract.Minute;

/** A process that is silent this long is gone (storage/fleet.py says the same). */
const GONE_MS = 25_000;
/** Figures older than this are not live. */
const STALE_MS = 5_000;

/** What all processes do, as they report it; one subscription for all admin pages. */
class FleetWatch extends EventTarget {
  readonly processes = new Map<string, { figures: Process; heardAt: number }>();
  minutes: Minute[] = [];
  bounds: readonly number[] = [];
  heardAt = 0;
  private readers = 0;
  private subscription: Subscription | undefined;
  private opening = false;

  /** Begins to listen with the first reader. */
  open(): void {
    this.readers += 1;
    void this.start();
  }

  close(): void {
    this.readers -= 1;
    // The next admin page opens right after this one is closed.
    setTimeout(() => {
      if (this.readers > 0) return;
      this.subscription?.close();
      this.subscription = undefined;
    });
  }

  get isLive(): boolean {
    return this.heardAt > 0 && Date.now() - this.heardAt < STALE_MS;
  }

  get present(): Process[] {
    const now = Date.now();
    for (const [id, one] of this.processes) if (now - one.heardAt > GONE_MS) this.processes.delete(id);
    return [...this.processes.values()].map((one) => one.figures);
  }

  private async start(): Promise<void> {
    if (this.subscription || this.opening) return;
    this.opening = true;
    try {
      const { id, fan_out_bounds } = await client.request("PUT", "/admin/fleet");
      this.bounds = fan_out_bounds;
      if (this.readers === 0) return;
      this.subscription = client.subscribe<"fleet">(id, {
        onSnapshot: (view) => {
          this.processes.clear();
          for (const one of view.processes) this.heard(one);
          this.minutes = [...view.minutes];
          this.changed();
        },
        onEvent: (event) => {
          this.minutes = [...this.minutes, event.data].slice(-60);
          this.dispatchEvent(new Event("minute"));
          this.changed();
        },
        onSignal: (signal) => {
          this.heard(signal.data);
          this.changed();
        },
      });
    } catch {
      // The page tells of it: its own requests fail in the same way.
    } finally {
      this.opening = false;
    }
  }

  private heard(figures: Process): void {
    this.heardAt = Date.now();
    this.processes.set(figures.id, { figures, heardAt: this.heardAt });
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

export const fleet = new FleetWatch();
