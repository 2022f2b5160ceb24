/** What this browser remembers for its user. Nothing here is a secret, and every value may be missing. */
export type SettingName = "theme" | "language" | "shortcuts" | "viewer-name";

class Settings extends EventTarget {
  get(name: SettingName): string | null {
    try {
      return localStorage.getItem(`roomtone:${name}`);
    } catch {
      return null; // storage is refused in some private windows: the page works without memory
    }
  }

  set(name: SettingName, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(`roomtone:${name}`);
      else localStorage.setItem(`roomtone:${name}`, value);
    } catch {
      // the choice then holds until the page is closed
    }
    this.dispatchEvent(new CustomEvent("change", { detail: name }));
  }
}

export const settings = new Settings();
