/** Settings stored in this browser. None of them is secret, and every one may be missing. */
export type SettingName =
  | "theme"
  | "language"
  | "shortcuts"
  | "viewer-name"
  | "name-asked"
  | "key-card"
  | "voice-rate"
  | "share-beside"
  /** The id of the user who was here last. */
  | "user";

class Settings extends EventTarget {
  get(name: SettingName): string | null {
    try {
      return localStorage.getItem(`roomtone:${name}`);
    } catch {
      return null; // storage is refused in some private windows: the page works without it
    }
  }

  set(name: SettingName, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(`roomtone:${name}`);
      else localStorage.setItem(`roomtone:${name}`, value);
    } catch {
      // the choice then lasts until the page is closed
    }
    this.dispatchEvent(new CustomEvent("change", { detail: name }));
  }
}

export const settings = new Settings();
