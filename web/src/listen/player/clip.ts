import { client } from "../../app/client";
import type { contract } from "../../sdk";
import { PlaybackReporter } from "../../sdk/playback";
import { deviceName, playerId } from "./device";
import type { Sound } from "./sound";

const LENGTH_MS = 30_000;

/** Half a minute of a book from a bookmark, in an element of its own. It never counts as listening (I2). */
export class Clip {
  readonly markId: string;
  readonly #sound: Sound;
  readonly #gone: () => void;
  readonly #reporter = new PlaybackReporter(client, {
    playerId: `${playerId}.c`,
    device: deviceName(),
    ownerId: "clip",
  });
  #closed = false;

  constructor(sound: Sound, markId: string, book: contract.NewBook, gone: () => void) {
    this.markId = markId;
    this.#sound = sound;
    this.#gone = gone;
    const begin = sound.positionMs;
    sound.addEventListener("time", () => {
      if (sound.isPlaying) this.#reporter.playing(book, sound.positionMs);
      if (sound.positionMs >= begin + LENGTH_MS) this.close();
    });
    for (const end of ["ended", "failed"]) sound.addEventListener(end, () => this.close());
  }

  async play(): Promise<void> {
    await this.#sound.play().catch(() => this.close());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reporter.close();
    this.#sound.close();
    this.#gone();
  }
}
