import { t } from "../../i18n";

const KEY = "roomtone:device";
const WORDS = {
  phone: { en: "Phone", ru: "Телефон" },
  computer: { en: "Computer", ru: "Компьютер" },
};

let known: string | undefined;

/** Names this browser for as long as its storage lives. */
export function deviceId(): string {
  if (known) return known;
  known = random(12);
  try {
    known = localStorage.getItem(KEY) ?? known;
    localStorage.setItem(KEY, known);
  } catch {
    // without a storage every page is a device of its own
  }
  return known;
}

/** Names this page: two tabs are two players, which both count. */
export const playerId = `${deviceId()}.${random(8)}`;

export function isOwnPlayer(id: string): boolean {
  return id.startsWith(`${deviceId()}.`);
}

export function isPhone(): boolean {
  return matchMedia("(pointer: coarse)").matches && Math.min(screen.width, screen.height) < 600;
}

export function deviceName(): string {
  return t(isPhone() ? WORDS.phone : WORDS.computer);
}

function random(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length / 2));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
