import type { TemplateResult } from "lit";
import { asOf, offlineState } from "./as-of";
import { client } from "./client";
import { forgetCopy, keepCopy, readCopy } from "./copies";

/** A change is in the copy after this time at the latest. */
const SOON_MS = 2000;

/** What a page does with its session's copy. */
export interface Shown<State> {
  /** What the page shows now; undefined before there is something. */
  now(): State | undefined;
  /** Shows a copy, because there is no network. */
  show(state: State): void;
  /** There is no copy, and no network. */
  miss(): void;
}

/** Keeps a copy of what a page shows of a session, and shows it while there is no network. */
export class LastShown<State> {
  /** When what is shown was true (Unix ms), while that is a copy. */
  asOf: number | undefined;
  /** In place of the page, while there is neither a network nor a copy. */
  missing: TemplateResult | undefined;
  readonly #id: string;
  readonly #shown: Shown<State>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(id: string, shown: Shown<State>) {
    this.#id = id;
    this.#shown = shown;
    client.connection.addEventListener("state", this.#recall);
    addEventListener("pagehide", this.#keep);
    if (shown.now() === undefined) void this.#recall();
    else this.#keep();
  }

  /** Says that what is shown is a copy; undefined while it is the server's. */
  get line(): string | undefined {
    return this.asOf === undefined ? undefined : asOf(this.asOf);
  }

  /** What is shown is the server's. */
  fresh(): void {
    this.asOf = undefined;
    this.#keep();
  }

  /** What is shown has changed. */
  changed(): void {
    if (this.asOf === undefined) this.#timer ??= setTimeout(this.#keep, SOON_MS);
  }

  /** The session is gone, or this user may not read it any more. */
  gone(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.close();
    void forgetCopy(this.#id);
  }

  close(): void {
    if (this.#timer) this.#keep();
    this.#isOver = true;
    client.connection.removeEventListener("state", this.#recall);
    removeEventListener("pagehide", this.#keep);
  }

  readonly #keep = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const state = this.#shown.now();
    if (state !== undefined && this.asOf === undefined && !this.#isOver) void keepCopy(this.#id, state);
  };

  readonly #recall = async (): Promise<void> => {
    if (navigator.onLine && client.connection.state !== "offline") return;
    if (this.#isOver || this.#shown.now() !== undefined) return;
    const copy = await readCopy<State>(this.#id);
    if (this.#isOver || this.#shown.now() !== undefined) return;
    if (!copy) {
      this.missing = offlineState();
      this.#shown.miss();
      return;
    }
    client.connection.assumeClock(copy.ahead);
    this.asOf = copy.at;
    this.#shown.show(copy.state);
  };
}
