import { newBook } from "./bookcase";
import { Clip } from "./clip";
import type { Player } from "./player";
import type { Bookmark } from "./shelf";
import { Sound } from "./sound";

/** The bookmarks of the book that is open, and the clips that are heard from them. */
export class Bookmarks {
  readonly #player: Player;
  #clip: Clip | undefined;

  constructor(player: Player) {
    this.#player = player;
  }

  /** By their place. */
  get all(): readonly Bookmark[] {
    return this.#player.book?.bookmarks ?? [];
  }

  async add(): Promise<void> {
    const { book, positionMs } = this.#player;
    if (!book) return;
    const mark: Bookmark = { id: crypto.randomUUID(), positionMs, at: Date.now() };
    const bookmarks = [...book.bookmarks, mark].sort((a, b) => a.positionMs - b.positionMs);
    await this.#player.put({ ...book, bookmarks });
  }

  async remove(id: string): Promise<void> {
    const { book } = this.#player;
    if (!book) return;
    await this.#player.put({ ...book, bookmarks: book.bookmarks.filter((one) => one.id !== id) });
  }

  /** Whether the clip of a bookmark plays. */
  plays(mark: Bookmark): boolean {
    return this.#clip?.markId === mark.id;
  }

  /** Plays half a minute from a bookmark, which is no listening: the history does not hear of it (I2). */
  async hear(mark: Bookmark): Promise<void> {
    const player = this.#player;
    const { book } = player;
    const wasPlaying = this.plays(mark);
    this.stop();
    if (!book || wasPlaying) return;
    const sources = await player.case.sources(book);
    if (!sources) return player.fail("no_file");
    player.pause();
    const sound = new Sound(sources, player.lengths(book), mark.positionMs);
    this.#clip = new Clip(sound, mark.id, newBook(book, player.case.titleOf(book.id)), () => {
      this.#clip = undefined;
      player.changed();
    });
    await this.#clip.play();
    player.changed();
  }

  stop(): void {
    this.#clip?.close();
  }
}
