import type { ReactiveController, ReactiveControllerHost } from "lit";
import { announce } from "../../app/announce";
import { t } from "../../i18n";
import { isCoded, retryAfter } from "../../i18n/errors";
import type { Clip, Tag } from "../session";
import { spokenTime } from "../speech";
import { type Tap, type TapResult, tap } from "../tap";
import { notCounted, VIEWER } from "./words";

/** The button is idle, waits for the answer, or shows the outcome during the cooldown (C26). */
export type PressState =
  | { readonly name: "up"; readonly risen: boolean }
  | { readonly name: "down"; readonly tag: Tag | undefined }
  | {
      readonly name: "saved";
      readonly tag: Tag | undefined;
      readonly seconds: number;
      readonly cooldown: number;
    }
  | {
      readonly name: "kept";
      readonly tag: Tag | undefined;
      readonly seconds: number;
      readonly cooldown: number;
    };

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
    /** Slow mode: the seconds between two moments, where that is more than usual. */
    private readonly slowSeconds: () => number,
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

  /** Marks a moment; `taken` when it was saved or queued. Ignored during the cooldown. */
  async tap(wanted: Tap, taken: (result: TapResult, seconds: number) => void): Promise<void> {
    if (!this.ready) return;
    navigator.vibrate?.(HAPTIC_MS);
    clearTimeout(this.timer);
    this.refusal = undefined;
    this.go({ name: "down", tag: wanted.tag });
    try {
      const result = await tap({ ...wanted, notBefore: this.notBefore });
      const at = result.kind === "saved" ? Date.parse(result.clip.tapped_at) : result.at;
      const cooldown = Math.max(COOLDOWN_MS, this.slowSeconds() * 1000);
      this.notBefore = at + cooldown;
      if (result.kind === "saved") {
        const seconds = result.clip.offset_seconds;
        this.onSaved(result.clip);
        taken(result, seconds);
        this.go({ name: "saved", tag: wanted.tag, seconds, cooldown });
        announce(t(VIEWER.announceSaved, { time: spokenTime(seconds) }), "assertive");
      } else {
        const seconds = this.offsetAt(result.at);
        taken(result, seconds);
        this.go({ name: "kept", tag: wanted.tag, seconds, cooldown });
        announce(t(VIEWER.announceKept, { time: spokenTime(seconds) }), "assertive");
      }
      this.later(cooldown, () => this.go({ name: "up", risen: true }));
    } catch (error) {
      this.refuse(error);
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

  /** Another slow mode counts at once, for the wait that is going on too. */
  paceChanged(now: number): void {
    const { state } = this;
    if (state.name !== "saved" && state.name !== "kept") return;
    const cooldown = Math.max(COOLDOWN_MS, this.slowSeconds() * 1000);
    this.notBefore += cooldown - state.cooldown;
    this.go({ ...state, cooldown });
    this.later(Math.max(0, this.notBefore - now), () => this.go({ name: "up", risen: true }));
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
