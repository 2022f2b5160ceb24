/**
 * Reads a list again when the desk tells of a change: one request at a time, and one more for what changed meanwhile. So
 * an older answer never takes the place of a newer one, and many changes at once do not become as many requests.
 */
export class Refresh {
  private reading: Promise<void> | undefined;
  private isStale = false;

  constructor(private readonly read: () => Promise<void>) {}

  /** Answers when what is shown is as new as this call. */
  readonly now = (): Promise<void> => {
    this.isStale = true;
    this.reading ??= this.run();
    return this.reading;
  };

  private async run(): Promise<void> {
    try {
      while (this.isStale) {
        this.isStale = false;
        await this.read();
      }
    } finally {
      this.reading = undefined;
    }
  }
}
