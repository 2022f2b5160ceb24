import type { ReactiveController, ReactiveControllerHost } from "lit";
import { client } from "./client";

/** Redraws its host at each new second of the server's clock, while `running` answers true. */
export class Tick implements ReactiveController {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly running: () => boolean,
    /** The fraction of a second at which the shown value changes: a segment does not start on a whole second. */
    private readonly phaseMs: () => number = () => 0,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.timer);
    if (!this.running()) return;
    const since = client.connection.serverNow() - this.phaseMs();
    // Rather late than early: an early tick would draw the same second twice.
    this.timer = setTimeout(() => this.host.requestUpdate(), 1000 - (((since % 1000) + 1000) % 1000) + 5);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }
}
