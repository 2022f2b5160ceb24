import { BACK_MS } from "../app/back-online";
import type { JamSession } from "./session";

/** After an outage: how many changes were accepted, and how many not, for as long as the page says so. */
export class Outage {
  /** Undefined when there is nothing to say. */
  sent: number | undefined;
  refused = 0;
  #waited: number | undefined;
  #isWorthSaying = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: JamSession,
    private readonly changed: () => void,
  ) {
    session.addEventListener("status", () => this.#follow());
    session.addEventListener("refused", () => {
      if (this.#waited !== undefined) this.refused += 1;
    });
  }

  #follow(): void {
    const { saveState, client } = this.session;
    if (saveState.name === "offline") {
      this.#waited = Math.max(this.#waited ?? 0, saveState.waiting);
      // A short break in which nothing waited is not an outage.
      this.#isWorthSaying ||= client.connection.state === "offline" || saveState.waiting > 0;
      this.refused = 0;
      this.#say(undefined);
    } else if (saveState.name === "saved" && this.#waited !== undefined) {
      if (this.#isWorthSaying) this.#say(Math.max(0, this.#waited - this.refused));
      this.#waited = undefined;
      this.#isWorthSaying = false;
    }
  }

  #say(sent: number | undefined): void {
    clearTimeout(this.#timer);
    if (sent !== undefined) this.#timer = setTimeout(() => this.#say(undefined), BACK_MS);
    if (sent === this.sent) return;
    this.sent = sent;
    this.changed();
  }
}
