/** What a jam opens on use, in one file that comes after the first picture. */

export { renameTrack } from "./grid/rename-dialog";
export { addTracks, chooseSound } from "./grid/sound-dialogs";
export { openHistory } from "./header/history-dialog";
export { endSession, publish } from "./header/session-actions";
export { openSheet } from "./phone/sheet";
export { recordSound } from "./recording/record-dialog";
export { openSounds } from "./recording/sounds-dialog";
export { exportMidi, exportWav } from "./sharing/files";
