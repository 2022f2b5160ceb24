import type { ReactiveController, ReactiveControllerHost } from "lit";
import { announce } from "../../app/announce";
import { t } from "../../i18n";
import { isCoded, retryAfter } from "../../i18n/errors";
import type { Clip, Tag } from "../session";
import { spokenTime } from "../speech";
import { type Tap, tap } from "../tap";
import { notCounted, VIEWER } from "./words";

/** The button is idle, waits for the answer, or shows the outcome during the cooldown (C26). */
export type PressState =
  | { readonly name: "up"; readonly risen: boolean }
  | { readonly name: "down"; readonly tag: Tag | undefined }
  | { readonly name: "saved"; readonly tag: Tag | undefined; readonly seconds: number }
  | { readonly name: "kept"; readonly tag: Tag | undefined; readonly seconds: number };

const COOLDOWN_MS = 2000;
const HAPTIC_MS = 10;

/** The states of the clip button. Nothing is shown as saved before the server has confirmed it. */
export class Press implements ReactiveController {
  state: PressState = { name: "up", risen: false };
  /** Why the last tap was refused, until the next one. */
  refusal: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /**
   * The earliest time of the next moment: a note has the time at which its field was opened, which may be in the
   * cooldown.
   */
  private notBefore = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly onSaved: (clip: Clip) => void,
    /** The offset in its segment of a tap that waits here. */
    private readonly offsetAt: (at: number) => number,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }

  get ready(): boolean {
    return this.state.name === "up";
  }

  /** Marks a moment; answers whether it was saved or queued. Ignored during the cooldown. */
  async tap(wanted: Tap): Promise<boolean> {
    if (!this.ready) return false;
    navigator.vibrate?.(HAPTIC_MS);
    clearTimeout(this.timer);
    this.refusal = undefined;
    this.go({ name: "down", tag: wanted.tag });
    try {
      const result = await tap({ ...wanted, notBefore: this.notBefore });
      const at = result.kind === "saved" ? Date.parse(result.clip.tapped_at) : result.at;
      this.notBefore = at + COOLDOWN_MS;
      if (result.kind === "saved") {
        const seconds = result.clip.offset_seconds;
        this.onSaved(result.clip);
        this.go({ name: "saved", tag: wanted.tag, seconds });
        announce(t(VIEWER.announceSaved, { time: spokenTime(seconds) }), "assertive");
      } else {
        const seconds = this.offsetAt(result.at);
        this.go({ name: "kept", tag: wanted.tag, seconds });
        announce(t(VIEWER.announceKept, { time: spokenTime(seconds) }), "assertive");
      }
      this.later(COOLDOWN_MS, () => this.go({ name: "up", risen: true }));
      return true;
    } catch (error) {
      this.refuse(error);
      return false;
    }
  }

  private refuse(error: unknown): void {
    this.go({ name: "up", risen: true });
    this.refusal = notCounted(error, 1);
    announce(this.refusal, "assertive");
    const stay = isCoded(error) && error.code === "rate_limited" ? retryAfter(error) * 1000 : 8000;
    this.later(stay, () => {
      this.refusal = undefined;
      this.host.requestUpdate();
    });
  }

  private later(ms: number, then: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, ms);
  }

  private go(state: PressState): void {
    this.state = state;
    this.host.requestUpdate();
  }
}
