import type { ReactiveController, ReactiveControllerHost } from "lit";

/** C26: a new mark is highlighted for four seconds. */
const HIGHLIGHT_MS = 4000;

/** The taps that arrived in the last four seconds. */
export class Highlight implements ReactiveController {
  ids: ReadonlySet<string> = new Set();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  add(id: string): void {
    this.ids = new Set([...this.ids, id]);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.ids = new Set([...this.ids].filter((one) => one !== id));
      this.host.requestUpdate();
    }, HIGHLIGHT_MS);
    this.timers.add(timer);
  }
}
