import type { ReactiveController, ReactiveControllerHost } from "lit";
import { client } from "../app/client";

/** Redraws its host when the server's clock turns to a new second, for as long as `running` says so. */
export class Tick implements ReactiveController {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly running: () => boolean,
    /** The fraction of a second at which the shown value turns: a segment's start is not on a whole second. */
    private readonly phaseMs: () => number = () => 0,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.timer);
    if (!this.running()) return;
    const since = client.connection.serverNow() - this.phaseMs();
    // A little late rather than a little early: an early tick would draw the same second twice.
    this.timer = setTimeout(() => this.host.requestUpdate(), 1000 - (((since % 1000) + 1000) % 1000) + 5);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }
}
