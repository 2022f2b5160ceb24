let asked = false;

/** The page can be installed, and opens without a network from its second visit on. A browser may refuse either. */
export function installable(): void {
  if (asked) return;
  asked = true;
  document.querySelector("link[rel=manifest]")?.setAttribute("href", "/listen.webmanifest");
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/listen-worker.js", { scope: "/listen" }).catch(() => {});
}
