import type { ReactiveController, ReactiveControllerHost } from "lit";

/** One tab stop for a list of rows: arrows, Home and End move in it. Rows have `data-id`. */
export class RovingTabindex implements ReactiveController {
  current: string | undefined;
  /** The rows that will be drawn, in order. */
  ids: readonly string[] = [];

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly selector: string,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  private get rows(): HTMLElement[] {
    return [...this.host.querySelectorAll<HTMLElement>(this.selector)];
  }

  /** 0 for the row with the tab stop and the controls in it, -1 for all others. */
  tabIndex(id: string): 0 | -1 {
    const stop = this.current !== undefined && this.ids.includes(this.current) ? this.current : this.ids[0];
    return stop === id ? 0 : -1;
  }

  move(id: string): void {
    if (this.current === id) return;
    this.current = id;
    this.host.requestUpdate();
  }

  /** Focuses the row `step` rows away; from outside the list, the first or the last one. */
  step(step: number): void {
    const { rows } = this;
    const at = rows.findIndex(
      (row) => row === document.activeElement || row.contains(document.activeElement),
    );
    const to = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step));
    rows[to]?.focus();
  }

  readonly keydown = (event: KeyboardEvent): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || !target.matches(this.selector)) return;
    if (event.key === "ArrowDown") this.step(1);
    else if (event.key === "ArrowUp") this.step(-1);
    else if (event.key === "Home") this.rows[0]?.focus();
    else if (event.key === "End") this.rows.at(-1)?.focus();
    else if (event.key === "ArrowRight") target.querySelector<HTMLElement>("button")?.focus();
    else return;
    event.preventDefault();
  };
}
