import { navigateHere } from "../../app/router";
import type { Chosen } from "./files";

const MOST_FILES = 1000;
const ACCEPTED = "audio/*,.m4b,.mka,.opus";
const TYPES = [{ description: "Audio", accept: { "audio/*": [".m4b", ".mp3", ".m4a", ".opus", ".ogg"] } }];

interface Pickers {
  showOpenFilePicker?(options: object): Promise<FileSystemFileHandle[]>;
}

let waiting: readonly Chosen[] = [];

/** Of another page: the player's page opens what is chosen. */
export async function chooseAndOpen(): Promise<void> {
  waiting = await chooseFiles();
  if (waiting.length > 0) navigateHere("/listen");
}

export function takeOver(): readonly Chosen[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

/**
 * Opens the browser's chooser, in a press; empty when it was closed. With handles where the browser has them: the files
 * can then be opened again by themselves.
 */
export async function chooseFiles(): Promise<Chosen[]> {
  const { showOpenFilePicker } = window as Pickers;
  if (!showOpenFilePicker) return fromInput(await byInput());
  try {
    const handles = await showOpenFilePicker.call(window, { multiple: true, types: TYPES });
    return await Promise.all(
      handles.map(async (handle) => ({ file: await handle.getFile(), handle, folder: undefined })),
    );
  } catch {
    return []; // it was closed
  }
}

/** From `<input type="file">`, where `webkitdirectory` gives the folder. */
export function fromInput(files: FileList | null): Chosen[] {
  return [...(files ?? [])].slice(0, MOST_FILES).map((file) => ({
    file,
    handle: undefined,
    folder: file.webkitRelativePath.split("/").at(-2),
  }));
}

function byInput(): Promise<FileList | null> {
  const input = Object.assign(document.createElement("input"), {
    type: "file",
    multiple: true,
    accept: ACCEPTED,
  });
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(input.files));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}
