import { client } from "../../app/client";
import { isOpenDocument, pageOf, router } from "../../app/router";
import { sounds } from "../../app/sounding";
import { PlaybackReporter } from "../../sdk/playback";
import { indexedStretches } from "../../sdk/stretches";
import { Bookcase, type Closed, newBook } from "./bookcase";
import { Bookmarks } from "./bookmarks";
import { chapterAt, type Reach, reachOf, stepFrom } from "./chapters";
import { deviceName, playerId } from "./device";
import { keepPlayer, playerHere } from "./document-player";
import { byBook, type Chosen, openBook, openUrl } from "./files";
import { askWhere, offerUndo } from "./further";
import type { Chapter } from "./media";
import { clearMediaSession, showInMediaSession } from "./media-session";
import { options } from "./options";
import { type Elsewhere, elsewhereOf } from "./other-devices";
import type { OwnPlace, ShelfBook } from "./shelf";
import { SleepTimer } from "./sleep-timer";
import { Sound, type Source } from "./sound";

const PATH = "/listen";
const KEEP_MS = 5_000;
const MOVED_MS = 500;

export type Problem = Closed | "unplayable" | "bad_address" | "no_sound" | "history_full" | "not_allowed";

/**
 * The player of this page: one book at a time, on whichever page of listening one is. Fires `change`, and `chapter` when
 * another chapter begins.
 */
export class Player extends EventTarget {
  readonly case = new Bookcase();
  readonly sleep = new SleepTimer();
  readonly bookmarks = new Bookmarks(this);
  readonly #reporter = new PlaybackReporter(client, {
    playerId,
    device: deviceName(),
    storage: indexedStretches(),
  });
  book: ShelfBook | undefined;
  problem: Problem | undefined;
  busy = false;
  #sound: Sound | undefined;
  #keptAt = 0;
  #chapter = -1;
  #hasBegun = false;
  /** The place that this page has read or written last: what is stored may be another tab's. */
  #left: OwnPlace = { positionMs: 0, at: 0 };
  #isAsking = false;

  constructor() {
    super();
    this.case.addEventListener("change", () => this.#begun());
    this.#reporter.addEventListener("change", () => this.changed());
    this.#reporter.addEventListener("refused", () => this.fail("history_full"));
    addEventListener("pagehide", () => this.#leave());
    router.addEventListener("change", () => this.#moved());
    sounds(() =>
      this.isPlaying && this.book ? { title: this.case.titleOf(this.book.id), path: PATH } : undefined,
    );
    this.case.library.addEventListener("bookmarks", () => void this.bookmarks.sync());
    void this.case.load();
  }

  // --- what is shown -------------------------------------------------------------------------------------------------

  get isPlaying(): boolean {
    return this.#sound?.isPlaying ?? false;
  }

  get positionMs(): number {
    const { book } = this;
    if (!book) return 0;
    return this.#sound?.positionMs ?? this.case.places.of(book.id)?.positionMs ?? 0;
  }

  get durationMs(): number {
    return this.#sound?.durationMs || this.book?.durationMs || 0;
  }

  /** Whether the book's files are here, so that it can be played at once. */
  get isReady(): boolean {
    return this.#sound !== undefined;
  }

  get savedMs(): number {
    return this.#sound?.savedMs ?? 0;
  }

  get canSkipSilence(): boolean {
    return this.#sound?.isOwn ?? true;
  }

  get waitingMs(): number {
    return this.#reporter.waitingMs;
  }

  get chapters(): readonly Chapter[] {
    return this.book?.chapters ?? [];
  }

  /** The number of the chapter, from 0; -1 for a book without chapters. */
  get chapter(): number {
    return chapterAt(this.chapters, this.positionMs);
  }

  /** From where to where a chapter goes; a book without chapters is one. */
  reach(chapter: number): Reach {
    return reachOf(this.chapters, chapter, this.durationMs);
  }

  get elsewhere(): Elsewhere | undefined {
    return elsewhereOf(this);
  }

  /** Up to when this page knows the stored place, by the server's clock. */
  get leftAt(): number {
    return this.#sound ? this.#left.at : Infinity;
  }

  // --- books ---------------------------------------------------------------------------------------------------------

  /** Opens what was chosen or dropped; the first book of it is ready to play. */
  async open(chosen: readonly Chosen[]): Promise<void> {
    const books = byBook(chosen);
    if (books.length === 0) return this.fail("no_sound");
    await this.#working(async () => {
      for (const [at, files] of books.entries()) {
        const opened = await openBook(files);
        await this.#take(opened.book, opened.files);
        if (at === 0) await this.choose(opened.book.id);
      }
    });
  }

  async openAddress(text: string): Promise<boolean> {
    const book = await openUrl(text);
    if (!book) {
      this.fail("bad_address");
      return false;
    }
    await this.#working(async () => {
      await this.#take(book, []);
      await this.choose(book.id);
    });
    return true;
  }

  /** Puts a book into the player. Its files are opened again where the browser may do that. */
  async choose(id: string): Promise<void> {
    if (this.book?.id === id && this.#sound) return;
    this.#close();
    const known = this.case.get(id);
    if (!known) return;
    this.book = known;
    this.problem = undefined;
    // Nothing is known here of where it was: then it is where another device left it.
    const place = this.case.library.books.get(id)?.place;
    if (!this.case.places.of(id) && place)
      this.case.places.set(id, { positionMs: place.position_ms, at: place.at, answered: place.at });
    this.changed();
    void this.bookmarks.sync();
    const sources = await this.case.sources(known);
    if (this.book?.id !== known.id || this.#sound) return;
    if (typeof sources === "string") return this.fail(sources);
    if (sources.some((source) => typeof source === "string") && !isOpenDocument()) return this.#anew(id);
    this.#begin(known, sources);
  }

  /** Once more, in a press: the browser may ask now. */
  async reopen(): Promise<void> {
    if (this.book) await this.choose(this.book.id);
  }

  /** A document that may take no sound from elsewhere makes place for one that may; the book is its first. */
  #anew(id: string): void {
    const { positionMs = 0 } = this.case.places.of(id) ?? {};
    this.case.places.set(id, { positionMs, at: client.connection.serverNow() });
    location.reload();
  }

  rename(id: string, title: string): Promise<void> {
    return this.case.change(id, { title });
  }

  finish(id: string, finished: boolean): Promise<void> {
    return this.case.change(id, { finished });
  }

  /** Takes a book out of the library, or puts it back; its history stays. */
  async hide(id: string, hidden: boolean): Promise<void> {
    await this.case.change(id, { hidden });
    if (!hidden || this.book?.id !== id) return;
    this.#close();
    this.book = undefined;
    this.changed();
  }

  // --- playing -------------------------------------------------------------------------------------------------------

  async play(): Promise<void> {
    this.bookmarks.stop();
    if (this.book && !this.#sound) await this.choose(this.book.id);
    const sound = this.#sound;
    const found = this.elsewhere;
    if (!sound || this.#isAsking) return;
    if (found?.isFurther) {
      this.#isAsking = true;
      const where = await askWhere(this, found);
      this.#isAsking = false;
      if (where === undefined || sound !== this.#sound) return;
      this.#settle(found, where);
    } else if (found) this.#answer(found);
    this.problem = undefined;
    try {
      await sound.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === "NotAllowedError") this.fail("not_allowed");
    }
  }

  pause(): void {
    this.#sound?.pause();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else void this.play();
  }

  /** Also before the files are open: they then begin there. */
  seek(ms: number): void {
    const { book } = this;
    if (this.#sound) {
      this.#sound.seek(ms);
      this.#keep();
    } else if (book) {
      this.#leaveAt(book.id, Math.max(0, Math.min(ms, this.durationMs || ms)));
      this.changed();
    }
  }

  skip(ms: number): void {
    this.seek(this.positionMs + ms);
  }

  /** To another chapter; back to the start of this one first, as players do. */
  step(by: 1 | -1): void {
    const goal = stepFrom(this.chapters, this.positionMs, by);
    if (goal !== undefined) this.seek(goal);
  }

  setRate(rate: number): void {
    options.rate = rate;
    if (this.#sound) this.#sound.rate = options.rate;
    this.changed();
  }

  skipSilence(on: boolean): void {
    options.skipSilence = on;
    this.#sound?.skipSilence(on);
    this.changed();
  }

  /** Goes on where another device is. */
  async goOn(elsewhere: Elsewhere): Promise<void> {
    this.#settle(elsewhere, "there");
    await this.play();
  }

  stayHere(elsewhere: Elsewhere): void {
    this.#settle(elsewhere, "here");
    this.changed();
  }

  #settle(found: Elsewhere, where: "here" | "there"): void {
    const hereMs = this.positionMs;
    this.#answer(found);
    this.seek(where === "here" ? hereMs : found.positionMs);
    if (this.book) this.#leaveAt(this.book.id, this.positionMs);
    offerUndo(this, where === "here" ? found.positionMs : hereMs);
  }

  #answer(found: Elsewhere): void {
    if (this.book && found.device !== undefined) this.case.places.answer(this.book.id, found.at);
    this.#left = { ...this.#left, at: Math.max(this.#left.at, found.at) };
  }

  // --- inside --------------------------------------------------------------------------------------------------------

  /** The last used book is in the player as soon as it is known which one that is. */
  #begun(): void {
    const [last] = this.case.loaded && !this.#hasBegun ? this.case.items : [];
    if (last) {
      this.#hasBegun = true;
      if (!this.book && !this.busy) void this.choose(last.id);
    }
    this.changed();
  }

  async #take(book: ShelfBook, files: readonly File[]): Promise<void> {
    if (this.book?.id === book.id) this.#close();
    const { bookmarks, unsent, removed } = this.case.get(book.id) ?? book;
    await this.case.put({ ...book, bookmarks, unsent, removed }, files);
    // Other devices see it at once. Offline it is added with the first thing that is heard of it.
    void this.case.add(book.id).catch(() => undefined);
  }

  async put(book: ShelfBook): Promise<void> {
    if (this.book?.id === book.id) this.book = book;
    await this.case.put(book);
  }

  lengths(book: ShelfBook): number[] {
    return this.book?.id === book.id && this.#sound
      ? this.#sound.lengths
      : book.parts.map((part) => part.durationMs);
  }

  #begin(book: ShelfBook, sources: readonly Source[]): void {
    const lengths = book.parts.map((part) => part.durationMs);
    this.#left = this.case.places.of(book.id) ?? { positionMs: 0, at: 0 };
    const sound = new Sound(sources, lengths, this.#left.positionMs);
    this.#sound = sound;
    sound.rate = options.rate;
    if (options.skipSilence) sound.skipSilence(true);
    sound.addEventListener("status", () => this.#status(sound));
    sound.addEventListener("time", () => this.#time(sound));
    sound.addEventListener("ended", () => void this.finish(book.id, true).catch(() => undefined));
    sound.addEventListener("failed", () => this.fail("unplayable"));
    this.#chapter = this.chapter;
    showInMediaSession(this);
    this.changed();
  }

  #status(sound: Sound): void {
    if (sound !== this.#sound || !this.book) return;
    if (sound.isPlaying) this.#report();
    else {
      this.#reporter.stopped(sound.positionMs);
      this.#keep();
    }
    showInMediaSession(this);
    this.changed();
  }

  #time(sound: Sound): void {
    const { book } = this;
    if (sound !== this.#sound || !book) return;
    if (sound.isPlaying) {
      this.#report();
      if (performance.now() - this.#keptAt > KEEP_MS) this.#keep();
      if (this.sleep.isOver(this.positionMs)) this.pause();
    }
    if (this.chapter !== this.#chapter) {
      this.#chapter = this.chapter;
      this.dispatchEvent(new Event("chapter"));
    }
    if (book.durationMs === 0 && sound.durationMs > 0) {
      const parts = book.parts.map((part, at) => ({ ...part, durationMs: sound.lengths[at] ?? 0 }));
      void this.put({ ...book, durationMs: sound.durationMs, parts });
    }
    this.changed();
  }

  #report(): void {
    if (this.book)
      this.#reporter.playing(newBook(this.book, this.case.titleOf(this.book.id)), this.positionMs);
  }

  #keep(): void {
    // Only what moved: a page that is merely open must not take back what another one has heard meanwhile.
    if (!this.book || !this.#sound || Math.abs(this.positionMs - this.#left.positionMs) < MOVED_MS) return;
    this.#keptAt = performance.now();
    this.#leaveAt(this.book.id, this.positionMs);
  }

  #leaveAt(id: string, positionMs: number): void {
    this.#left = { positionMs, at: client.connection.serverNow() };
    this.case.places.set(id, this.#left);
  }

  /** The page is another one. What plays goes on where its keys are. */
  #moved(): void {
    if (!pageOf(location.pathname)?.route.openMedia) this.pause();
  }

  #leave(): void {
    this.#keep();
    this.pause();
  }

  #close(): void {
    this.bookmarks.stop();
    if (!this.#sound) return;
    this.#keep();
    this.#sound.close();
    this.#sound = undefined;
    this.sleep.off();
    clearMediaSession();
  }

  async #working(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    this.changed();
    await work().finally(() => {
      this.busy = false;
      this.changed();
    });
  }

  fail(problem: Problem): void {
    this.problem = problem;
    this.changed();
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** The one player of this document: it plays on while its user looks at another page of listening. */
export function player(): Player {
  return playerHere() ?? keepPlayer(new Player());
}
