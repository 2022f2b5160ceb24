import { language } from "../i18n";
import { later } from "../ui/later";
import type { Route } from "./routes";
import { inTelegram } from "./telegram";

let asked = false;

/** The page can be installed from its address, and opens without a network from its second visit on. A browser may refuse. */
export function installable({ opensOffline }: Route, pathname: string): void {
  if (inTelegram || import.meta.env.DEV) return;
  const query = new URLSearchParams({ start: opensOffline ? pathname : "/", language: language() });
  document.querySelector("link[rel=manifest]")?.setAttribute("href", `/roomtone.webmanifest?${query}`);
  if (asked || !opensOffline || !("serviceWorker" in navigator)) return;
  asked = true;
  later(() => navigator.serviceWorker.register("/offline-worker.js"));
}
