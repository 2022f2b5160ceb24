import { match } from "./routes";

/** Says "the address changed" to the shell; `navigate` and the Back key end here. */
export const router = new EventTarget();

export function navigate(path: string, how: "push" | "replace" = "push"): void {
  if (how === "replace") history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  router.dispatchEvent(new Event("change"));
}

/** Plain clicks on links to our own pages stay in the page; everything else is the browser's. */
export function listenForLinks(): void {
  addEventListener("popstate", () => router.dispatchEvent(new Event("change")));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (link.hash && link.pathname === location.pathname) return;
    if (!match(link.pathname)) return;
    event.preventDefault();
    navigate(link.pathname + link.search + link.hash);
  });
}
