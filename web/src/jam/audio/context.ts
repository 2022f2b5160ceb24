/** The page's audio context: one for all jams that are opened in it, because a press unlocks only what it reaches. */

let made: AudioContext | undefined;

export function audioContext(): AudioContext {
  made ??= new AudioContext({ latencyHint: "interactive" });
  return made;
}

/** To be called in a press after which something is to sound. */
export function unlockSound(): void {
  void audioContext().resume();
}
