import { language } from "../i18n";
import { client } from "./client";
import { forgetOthers } from "./copies";
import type { Route } from "./routes";
import { settings } from "./settings";
import { inTelegram } from "./telegram";

let asked = false;

/** Copies of whoever was here before go as soon as this browser is somebody else. */
function followUser(): void {
  const { user } = client;
  if (!user || user.id === settings.get("user")) return;
  settings.set("user", user.id);
  void forgetOthers(user.id);
}

client.addEventListener("user", followUser);
followUser();

/** The page can be installed from its address, and opens without a network from its second visit on. A browser may refuse. */
export function installable({ opensOffline }: Route, pathname: string): void {
  if (inTelegram || import.meta.env.DEV) return;
  const query = new URLSearchParams({ start: opensOffline ? pathname : "/", language: language() });
  document.querySelector("link[rel=manifest]")?.setAttribute("href", `/roomtone.webmanifest?${query}`);
  if (asked || !opensOffline || !("serviceWorker" in navigator)) return;
  asked = true;
  void navigator.serviceWorker.register("/offline-worker.js").catch(() => {});
}
