import { BACK_MS, ON_MS } from "./options";
import type { Player } from "./player";

const ACTIONS = [
  "play",
  "pause",
  "seekbackward",
  "seekforward",
  "previoustrack",
  "nexttrack",
  "seekto",
] as const;

/** The keys and the lock screen of the machine show the book, and steer it. */
export function showInMediaSession(player: Player): void {
  const { book } = player;
  if (!("mediaSession" in navigator) || !book) return;
  const session = navigator.mediaSession;
  const picture = player.case.pictureOf(book.id);
  session.metadata = new MediaMetadata({
    title: player.case.titleOf(book.id),
    artist: book.artist ?? "",
    album: player.chapters[player.chapter]?.title ?? "",
    artwork: picture ? [{ src: picture }] : [],
  });
  session.playbackState = player.isPlaying ? "playing" : "paused";
  const run: Record<(typeof ACTIONS)[number], (details: MediaSessionActionDetails) => void> = {
    play: () => void player.play(),
    pause: () => player.pause(),
    seekbackward: ({ seekOffset }) => player.skip(seekOffset ? -seekOffset * 1000 : -BACK_MS),
    seekforward: ({ seekOffset }) => player.skip(seekOffset ? seekOffset * 1000 : ON_MS),
    previoustrack: () => player.step(-1),
    nexttrack: () => player.step(1),
    seekto: ({ seekTime }) => seekTime !== undefined && player.seek(seekTime * 1000),
  };
  for (const action of ACTIONS) handle(action, run[action]);
}

export function clearMediaSession(): void {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = null;
  navigator.mediaSession.playbackState = "none";
  for (const action of ACTIONS) handle(action, null);
}

function handle(action: MediaSessionAction, run: MediaSessionActionHandler | null): void {
  try {
    navigator.mediaSession.setActionHandler(action, run);
  } catch {
    // an action that this browser does not know
  }
}
