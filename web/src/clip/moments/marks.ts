import type { ReactiveControllerHost } from "lit";
import { attempt, markClipped } from "../actions";
import type { Clip } from "../session";
import type { Moment } from "./moments";

/** Shows a ticked box as it was ticked until the change arrives as an event, which may be after its ack (C18). */
export class Marks {
  private readonly waiting = new Map<string, { clipped: boolean; from: Clip | undefined }>();

  constructor(private readonly host: ReactiveControllerHost) {}

  /** Whether the box of this moment is ticked. An event that touches the moment counts more than what was ticked. */
  isClipped(moment: Moment): boolean {
    const mark = this.waiting.get(moment.id);
    return mark && mark.from === moment.clips[0] ? mark.clipped : moment.clipped;
  }

  /** Ticks or clears the box. Resolves with whether the server stored it. */
  async toggle(moment: Moment): Promise<boolean> {
    const clipped = !this.isClipped(moment);
    this.waiting.set(moment.id, { clipped, from: moment.clips[0] });
    this.host.requestUpdate();
    const stored = await attempt(() => markClipped(moment, clipped));
    if (!stored) this.waiting.delete(moment.id);
    this.host.requestUpdate();
    return stored;
  }
}
