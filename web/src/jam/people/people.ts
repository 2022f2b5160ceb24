/**
 * Who is in the session. Presence is sent as signals, which are neither numbered nor stored.
 *
 * Each tab sends its state when it changes and every few seconds. The server announces the end of a connection; a tab that
 * was silent for SILENT_MS is removed too, in case that message was lost. A new tab says that it arrived, and the others
 * answer, so that it shows them at once.
 */

import type { RoomtoneClient, SignalOf } from "../../sdk";
import { newId } from "../../sdk/new-id";

export interface Cursor {
  readonly track: string | null;
  readonly step: number | null;
}

export interface Person extends Cursor {
  /** The user's id. */
  readonly id: string;
  readonly name: string;
  readonly playing: boolean;
}

/** `name` is the server's: what a client says it is called counts for nothing. */
interface Presence extends Omit<Person, "id"> {
  readonly tab: string;
  readonly here: "arrived" | "here" | "left";
}

const ANNOUNCE_MS = 10_000;
const SILENT_MS = 25_000; // two lost messages and a slow third
const LEAST_MS = 80; // between two messages of one tab: twelve a second show a moving cursor
const ANSWERING = 40; // with more people than this a newcomer waits for their next message: answers grow with the square

export class People {
  readonly #client: RoomtoneClient;
  readonly #sessionId: string;
  readonly #changed: () => void;
  readonly #tab = newId();
  readonly #tabs = new Map<string, { person: Person; until: number }>();
  readonly #names = new Map<string, string>();
  #own: Cursor & { playing: boolean } = { track: null, step: null, playing: false };
  #timer: ReturnType<typeof setInterval> | null = null;
  #soon: ReturnType<typeof setTimeout> | null = null;
  #sentAt = 0;

  constructor(client: RoomtoneClient, sessionId: string, changed: () => void) {
    this.#client = client;
    this.#sessionId = sessionId;
    this.#changed = changed;
  }

  /** The others, one entry a user, in the order in which they came. */
  get others(): readonly Person[] {
    const byUser = new Map<string, Person>();
    for (const { person } of this.#tabs.values()) {
      const known = byUser.get(person.id);
      byUser.set(person.id, known?.playing ? { ...person, playing: true } : person);
    }
    return [...byUser.values()];
  }

  /** How many people there are including this user, and how many of the others play. */
  get counts(): { here: number; playing: number } {
    const others = this.others.filter((person) => person.id !== this.#client.user?.id);
    return { here: others.length + 1, playing: others.filter((person) => person.playing).length };
  }

  nameOf(userId: string | null): string | null {
    return userId === null ? null : (this.#names.get(userId) ?? null);
  }

  /** The subscription is live: for the first time, or again after a lost connection. */
  arrive(): void {
    if (this.#timer === null) {
      this.#timer = setInterval(() => this.#tick(), ANNOUNCE_MS);
      addEventListener("pagehide", this.#onHide);
      this.#client.addEventListener("user", this.#onUser);
    }
    this.#send("arrived");
  }

  /** Nobody is known to be here until they send a signal again. */
  forget(): void {
    this.#tabs.clear();
    this.#changed();
  }

  leave(): void {
    this.#send("left");
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    if (this.#soon !== null) clearTimeout(this.#soon);
    removeEventListener("pagehide", this.#onHide);
    this.#client.removeEventListener("user", this.#onUser);
  }

  /** Announces this user's own cursor. */
  at(cursor: Partial<Cursor & { playing: boolean }>): void {
    const before = this.#own;
    this.#own = { ...before, ...cursor };
    if (
      before.track === this.#own.track &&
      before.step === this.#own.step &&
      before.playing === this.#own.playing
    )
      return;
    if (this.#soon !== null) return;
    this.#soon = setTimeout(
      () => this.#send("here"),
      Math.max(0, this.#sentAt + LEAST_MS - performance.now()),
    );
  }

  receive(signal: SignalOf<"jam">): void {
    if (signal.type === "peer" || signal.by === null) return;
    const presence: Partial<Record<keyof Presence, unknown>> = signal.data;
    if (typeof presence.tab !== "string") return;
    if (presence.tab === this.#tab) return;
    // The server says `presence_left` when a connection ends, whatever became of the tab behind it.
    if (signal.type === "presence_left") {
      if (this.#tabs.delete(presence.tab)) this.#changed();
      return;
    }
    const name = String(presence.name ?? "").slice(0, 32);
    this.#names.set(signal.by, name);
    if (presence.here === "left") {
      if (this.#tabs.delete(presence.tab)) this.#changed();
      return;
    }
    const person: Person = {
      id: signal.by,
      name,
      playing: presence.playing === true,
      track: typeof presence.track === "string" ? presence.track : null,
      step: typeof presence.step === "number" ? presence.step : null,
    };
    this.#tabs.set(presence.tab, { person, until: performance.now() + SILENT_MS });
    if (presence.here === "arrived" && this.#tabs.size <= ANSWERING && this.#soon === null) {
      this.#soon = setTimeout(() => this.#send("here"), Math.random() * 400);
    }
    this.#changed();
  }

  /** This user may have a new name. */
  readonly #onUser = (): void => this.#send("here");
  readonly #onHide = (): void => this.#send("left");

  #tick(): void {
    const now = performance.now();
    let isChanged = false;
    for (const [tab, { until }] of this.#tabs) {
      if (until < now) isChanged = this.#tabs.delete(tab) || isChanged;
    }
    if (isChanged) this.#changed();
    this.#send("here");
  }

  #send(here: Presence["here"]): void {
    if (this.#soon !== null) clearTimeout(this.#soon);
    this.#soon = null;
    this.#sentAt = performance.now();
    this.#client.updatePresence(this.#sessionId, { tab: this.#tab, here, ...this.#own });
  }
}
