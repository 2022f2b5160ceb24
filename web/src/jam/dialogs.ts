/** What a jam opens on use, in one file that comes after the first picture. */

export { openHistory } from "./header/history-dialog";
export { recordSound } from "./recording/record-dialog";
export { openSounds } from "./recording/sounds-dialog";
export { exportMidi, exportWav } from "./sharing/files";
