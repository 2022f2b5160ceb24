let asked = false;

/** The page can be installed, and opens without a network from its second visit on. A browser may refuse either. */
export function installable(): void {
  if (asked) return;
  asked = true;
  const link = document.createElement("link");
  Object.assign(link, { rel: "manifest", href: "/listen.webmanifest" });
  document.head.append(link);
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/listen-worker.js", { scope: "/listen" }).catch(() => {});
}
