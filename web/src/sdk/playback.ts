import type { RoomtoneClient } from "./client";
import type { BatchAnswer, NewBook } from "./contract";
import { RoomtoneError } from "./errors";
import { newId } from "./new-id";
import { memoryStretches, type Stretch, type StretchStorage } from "./stretches";

/** The `owner_id` of the one player that counts (I2). */
export const MAIN_PLAYER = "main";
/** Between two heartbeats of one book (I4). */
export const HEARTBEAT_MS = 5_000;
/** Playing a book again within this time continues its entry (I5). */
const WINDOW_MS = 5 * 60_000;
/** A heartbeat that has no answer by then counts as unsent: the next one is due. */
const ANSWER_MS = 4_000;
/** Stretches in a request, and the longest one: the server refuses one of more than a day. */
const BATCH = 200;
const LONGEST_MS = 12 * 60 * 60_000;

export interface PlaybackOptions {
  /** Names this tab or device; the same for as long as it lives. */
  readonly playerId: string;
  /** What the user calls this device. */
  readonly device?: string;
  /** Everything but `main` reports nothing: a player of clips, a preview. */
  readonly ownerId?: string;
  /** Where unsent stretches are stored; by default nowhere: they then live as long as the page. */
  readonly storage?: StretchStorage;
  /** Unix ms. */
  readonly now?: () => number;
  /** Ms that no change of the machine's clock moves. */
  readonly monotonicNow?: () => number;
}

/** A book that plays, from its start to its stop. */
interface Run {
  book: NewBook;
  positionMs: number | null;
  /** When it was last said to play. */
  at: number;
  beatAt: number;
  /** Until when the server knows of it; before the first answer, when it began. */
  heardUntil: number;
  isHeard: boolean;
  /** The connection was another one meanwhile: the server may not know all since `heardUntil`. */
  isBroken: boolean;
  /** What the server does not know yet. */
  unsent: Stretch | undefined;
}

function begun(book: NewBook, at: number): Run {
  const heard = { heardUntil: at, isHeard: false, isBroken: false, unsent: undefined };
  return { book, positionMs: null, at, beatAt: -Infinity, ...heard };
}

interface Report {
  readonly run: Run;
  readonly status: "playing" | "stopped";
  readonly positionMs: number | null;
  readonly at: number;
  readonly monotonicAt: number;
}

/**
 * Tells the server what a player plays, so that it appears in its user's listening history. Call `playing` as often as
 * the player says that it plays, and `stopped` when it says anything else.
 *
 * A heartbeat goes out at most every five seconds, of another book at once; a stop always goes out, after whatever is
 * under way. Without a connection, what was heard is stored and sent later, and counts once however often it is sent.
 * Fires `change` when `waitingMs` changes, and `refused` with a RoomtoneError when the server keeps no more entries.
 */
export class PlaybackReporter extends EventTarget {
  readonly #client: RoomtoneClient;
  readonly #options: PlaybackOptions;
  readonly #storage: StretchStorage;
  readonly #now: () => number;
  readonly #monotonicNow: () => number;
  readonly #online = () => {
    // The server ended the entry with the connection before, or deleted it when it had one heartbeat only.
    if (this.#run?.isHeard) this.#run.isBroken = true;
    void this.flush();
  };
  readonly #userChanged = () => void this.flush();
  #run: Run | undefined;
  /** Reports go out one after the other: a stop must not overtake a heartbeat. */
  #reports: Promise<void> = Promise.resolve();
  #flushing: Promise<void> | undefined;
  #waitingMs = 0;
  #waits = false;

  constructor(client: RoomtoneClient, options: PlaybackOptions) {
    super();
    this.#client = client;
    this.#options = options;
    this.#storage = options.storage ?? memoryStretches();
    this.#now = options.now ?? Date.now;
    this.#monotonicNow = options.monotonicNow ?? (() => performance.now());
    client.connection.addEventListener("online", this.#online);
    client.addEventListener("user", this.#userChanged);
    if (this.counts) void this.flush();
  }

  /** Whether anything is reported: only the main player counts. */
  get counts(): boolean {
    return (this.#options.ownerId ?? MAIN_PLAYER) === MAIN_PLAYER;
  }

  /** How much was heard that the server does not know yet, in ms. */
  get waitingMs(): number {
    return this.#waitingMs;
  }

  /** The player plays this book. */
  playing(book: NewBook, positionMs?: number): void {
    if (!this.counts) return;
    if (this.#run && this.#run.book.id !== book.id) this.stopped();
    const now = this.#now();
    // A page that was frozen goes on where it was: what it did not play for so long is another entry.
    if (this.#run && now - this.#run.at >= WINDOW_MS) this.#run = undefined;
    this.#client.connection.open();
    this.#run ??= begun(book, now);
    const run = this.#run;
    Object.assign(run, { book, at: now, positionMs: whole(positionMs) ?? run.positionMs });
    if (this.#monotonicNow() - run.beatAt < HEARTBEAT_MS) return;
    run.beatAt = this.#monotonicNow();
    this.#say("playing", run);
  }

  /** The player does anything else: it was paused, it ended, it failed. Without a book that played nothing happens. */
  stopped(positionMs?: number): void {
    const run = this.#run;
    if (!run) return;
    this.#run = undefined;
    // A page that was frozen and stops without having played again stopped when it was last heard.
    const now = this.#now();
    if (now - run.at < WINDOW_MS) run.at = now;
    run.positionMs = whole(positionMs) ?? run.positionMs;
    this.#say("stopped", run);
  }

  /** Resolves when everything that was said so far is answered or stored. */
  async settled(): Promise<void> {
    await this.#reports;
    await this.#flushing;
  }

  /** Sends what waits. Resolves when there is nothing more to do now; nothing is thrown. */
  flush(): Promise<void> {
    this.#flushing ??= this.#sendWaiting()
      .catch(() => undefined) // it waits for the next connection
      .finally(() => {
        this.#flushing = undefined;
      });
    return this.#flushing;
  }

  /** The player is gone. What could not be sent stays in the storage. */
  close(): void {
    this.stopped();
    this.#client.connection.removeEventListener("online", this.#online);
    this.#client.removeEventListener("user", this.#userChanged);
  }

  #say(status: Report["status"], run: Run): void {
    const monotonicAt = this.#monotonicNow();
    const report: Report = { run, status, positionMs: run.positionMs, at: run.at, monotonicAt };
    this.#reports = this.#reports.then(() => this.#deliver(report));
  }

  async #deliver(report: Report): Promise<void> {
    const { run } = report;
    try {
      const result = await this.#send(report);
      if (result === "throttled") return; // the last heartbeat is less than 4.5 s old
      // What the server may not know goes with the next batch. What it knows already changes nothing there.
      const isMissed = run.isBroken || (report.status === "stopped" && run.unsent) || result === "nothing";
      if (isMissed) await this.#keep(report);
      Object.assign(run, { heardUntil: report.at, isHeard: true, isBroken: false, unsent: undefined });
      if (this.#waits) void this.flush();
    } catch (error) {
      const isFinal = error instanceof RoomtoneError && error.advice === "give_up";
      if (isFinal) this.dispatchEvent(new CustomEvent("refused", { detail: error }));
      else await this.#keep(report);
    }
  }

  async #send(report: Report): Promise<string> {
    const { playerId, device = "" } = this.#options;
    const ago = Math.max(0, Math.round(this.#monotonicNow() - report.monotonicAt));
    if (!this.#client.connection.online || ago > WINDOW_MS)
      throw new RoomtoneError("offline", "There is no connection now");
    const payload = {
      book_id: report.run.book.id,
      status: report.status,
      player_id: playerId,
      owner_id: MAIN_PLAYER,
      device,
      position_ms: report.positionMs,
      ago_ms: ago,
    };
    const ask = () => this.#client.command("track_playback", payload, { timeoutMs: ANSWER_MS });
    let answer = await ask();
    if (answer.result === "unknown_book") {
      await this.#addBook(report.run.book);
      answer = await ask();
    }
    return answer.result;
  }

  async #addBook(book: NewBook): Promise<void> {
    await this.#client.request("POST", "/api/listening/books", { body: book, idempotent: true });
  }

  /** Stores what the server has not heard, up to this report. */
  async #keep({ run, at, positionMs }: Report): Promise<void> {
    const before = run.unsent;
    const goesOn = before && at - before.startedAt < LONGEST_MS;
    run.unsent = {
      id: goesOn ? before.id : newId(),
      userId: this.#client.user?.id ?? null,
      book: run.book,
      startedAt: goesOn ? before.startedAt : (before?.endedAt ?? Math.min(run.heardUntil, at)),
      endedAt: at,
      positionMs,
    };
    await this.#storage.put(run.unsent);
    await this.#count();
  }

  async #own(): Promise<Stretch[]> {
    const user = this.#client.user?.id ?? null;
    return (await this.#storage.load()).filter((one) => one.userId === null || one.userId === user);
  }

  async #count(): Promise<void> {
    const own = await this.#own();
    const waitingMs = own.reduce((sum, one) => sum + one.endedAt - one.startedAt, 0);
    this.#waits = own.length > 0;
    if (waitingMs === this.#waitingMs) return;
    this.#waitingMs = waitingMs;
    this.dispatchEvent(new Event("change"));
  }

  async #sendWaiting(): Promise<void> {
    await this.#count();
    if (!this.#waits) return;
    await this.#client.ensureUser();
    for (let waiting = await this.#own(); waiting.length > 0; waiting = waiting.slice(BATCH)) {
      const part = waiting.slice(0, BATCH);
      const unknown = await this.#sendBatch(part);
      if (unknown.length > 0) {
        for (const book of new Map(unknown.map(({ book }) => [book.id, book])).values())
          await this.#addBook(book);
        await this.#sendBatch(unknown);
      }
      for (const stretch of part) await this.#storage.remove(stretch);
    }
    await this.#count();
  }

  /** Answers those whose book the server does not know. */
  async #sendBatch(part: readonly Stretch[]): Promise<Stretch[]> {
    const { playerId, device = "" } = this.#options;
    const items = part.map((one) => ({
      // A stretch that grows after it was sent has another id then: the same id counts once.
      client_id: `${one.id}.${one.endedAt}`,
      book_id: one.book.id,
      started_at: one.startedAt,
      ended_at: one.endedAt,
      position_ms: one.positionMs,
    }));
    const body = { sent_at: this.#now(), player_id: playerId, device, items };
    const answer = await this.#client.request<BatchAnswer>("POST", "/api/listening/sessions/batch", {
      body,
      idempotent: true,
    });
    return part.filter((_, at) => answer.items[at]?.reason === "unknown_book");
  }
}

function whole(ms: number | undefined): number | null {
  return ms === undefined || !Number.isFinite(ms) ? null : Math.max(0, Math.round(ms));
}
