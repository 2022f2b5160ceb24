import { client } from "../../app/client";
import type { contract, Subscription } from "../../sdk";
import { Live } from "../desk/live";

export type Process = contract.Process;
export type Minute = contract.Minute;

/** A process that is silent this long is gone (storage/fleet/store.py says the same). */
const GONE_MS = 25_000;
/** Figures older than this are not live. */
const STALE_MS = 5_000;

/** What all processes do, as they report it; one subscription for all admin pages. */
class FleetWatch extends Live {
  readonly processes = new Map<string, { figures: Process; heardAt: number }>();
  minutes: Minute[] = [];
  bounds: readonly number[] = [];
  heardAt = 0;

  get isLive(): boolean {
    return this.heardAt > 0 && Date.now() - this.heardAt < STALE_MS;
  }

  get present(): Process[] {
    const now = Date.now();
    for (const [id, one] of this.processes) if (now - one.heardAt > GONE_MS) this.processes.delete(id);
    return [...this.processes.values()].map((one) => one.figures);
  }

  protected override async find(): Promise<string> {
    const { id, fan_out_bounds } = await client.request("PUT", "/admin/fleet");
    this.bounds = fan_out_bounds;
    return id;
  }

  protected override subscribe(id: string): Subscription {
    return client.subscribe<"fleet">(id, {
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
  }

  private heard(figures: Process): void {
    this.heardAt = Date.now();
    this.processes.set(figures.id, { figures, heardAt: this.heardAt });
  }
}

export const fleet = new FleetWatch();
