import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Subscription } from "../sdk";

/** One subscription that all sections share: it begins with the first reader and ends after the last one. */
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
    // The next admin page opens right after this one is closed.
    setTimeout(() => {
      if (this.readers > 0) return;
      this.subscription?.close();
      this.subscription = undefined;
    });
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
