import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Subscription } from "../../sdk";

/** How long a subscription outlives its last reader: the next admin page first asks whether it may be shown. */
const LINGER_MS = 5000;

/**
 * One subscription that all sections share: it begins with the first reader and ends some seconds after the last one.
 * The page of admins reads as long as it is open, so its sections need not.
 */
export abstract class Live extends EventTarget {
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
    }, LINGER_MS);
  }

  /** Asks the server what to subscribe to. */
  protected abstract find(): Promise<string>;

  protected abstract subscribe(id: string): Subscription;

  protected changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  private async start(): Promise<void> {
    if (this.subscription || this.opening) return;
    this.opening = true;
    try {
      const id = await this.find();
      if (this.readers > 0) this.subscription = this.subscribe(id);
    } catch {
      // The page tells of it: its own requests fail in the same way.
    } finally {
      this.opening = false;
    }
  }
}

/** Draws its element again when one of these has changed. */
export class Follow implements ReactiveController {
  private readonly redraw: () => void;

  constructor(
    host: ReactiveControllerHost,
    private readonly sources: readonly EventTarget[],
  ) {
    this.redraw = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected(): void {
    for (const source of this.sources) source.addEventListener("change", this.redraw);
  }

  hostDisconnected(): void {
    for (const source of this.sources) source.removeEventListener("change", this.redraw);
  }
}
