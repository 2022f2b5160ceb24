import { client } from "../../app/client";
import type { contract } from "../../sdk";

export type Metrics = contract.AdminMetrics;

/** The figures of all sessions, shared by the sections. They are asked for again when something was made or deleted. */
class MetricsStore extends EventTarget {
  found: Metrics | undefined;
  at = 0;

  async load(): Promise<void> {
    this.found = await client.request("GET", "/admin/metrics");
    this.at = Date.now();
    this.dispatchEvent(new Event("change"));
  }
}

export const metrics = new MetricsStore();
