/** Stops the book after some minutes, or at the end of the chapter. */
export class SleepTimer {
  #until: number | undefined;
  #endMs: number | undefined;

  /** What is set: minutes that are left, the end of the chapter, or nothing. */
  get left(): number | "chapter" | undefined {
    if (this.#endMs !== undefined) return "chapter";
    return this.#until === undefined ? undefined : Math.max(0, this.#until - performance.now());
  }

  minutes(minutes: number): void {
    this.off();
    this.#until = performance.now() + minutes * 60_000;
  }

  /** `endMs`: where the chapter ends in the book. */
  chapter(endMs: number): void {
    this.off();
    this.#endMs = endMs;
  }

  off(): void {
    this.#until = undefined;
    this.#endMs = undefined;
  }

  /** Whether it is time to stop; it is off then. */
  isOver(positionMs: number): boolean {
    const isOver =
      (this.#until !== undefined && performance.now() >= this.#until) ||
      (this.#endMs !== undefined && positionMs >= this.#endMs);
    if (isOver) this.off();
    return isOver;
  }
}
