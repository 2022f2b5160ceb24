import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { keepPlace, place } from "../../app/place";

/** Two screens of rows. More are drawn while one scrolls: a thousand rows at once block a phone for seconds. */
const STEP = 40;

/**
 * How much of a long list is shown: its first rows, and more when its end comes near. The Back key shows as many as
 * there were. `whole` is called when the end of what is known comes near.
 */
export class Growing implements ReactiveController {
  /** Rows to show. */
  shown = Math.max(STEP, place().rows ?? 0);
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #watch = new IntersectionObserver(
    (seen) => seen.some((one) => one.isIntersecting) && this.#grow(),
    {
      rootMargin: "100000px 0px 800px", // also where the list has ended above, beside a longer column
    },
  );
  #end: Element | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const end = this.#host.querySelector(".list-end");
    if (end === this.#end) return;
    this.#watch.disconnect();
    if (end) this.#watch.observe(end);
    this.#end = end;
  }

  hostDisconnected(): void {
    this.#watch.disconnect();
    this.#end = null;
  }

  /** Back to the first rows: another filter is another list. */
  begin(): void {
    this.#show(STEP);
  }

  /** What stands after the rows of a list of `total`. */
  end(total: number): TemplateResult | typeof nothing {
    return total > this.shown ? html`<p class="list-end" data-shown=${this.shown}></p>` : nothing;
  }

  #show(rows: number): void {
    this.shown = rows;
    keepPlace({ rows });
    this.#host.requestUpdate();
  }

  /** The end that is seen is observed anew: after growing it may still be near. */
  #grow(): void {
    this.#watch.disconnect();
    this.#end = null;
    this.#show(this.shown + STEP);
  }
}
