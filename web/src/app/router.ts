import { leavePlace } from "./place";
import { type Match, match, type Route } from "./routes";
import { inTelegram, placed } from "./telegram";

let pages: readonly Route[] = [];

/** Notifies the shell of a new address, after `navigate` or the Back key. */
export const router = new EventTarget();

/** Gives the router its pages. It cannot import them, because each of them imports the router. */
export function usePages(table: readonly Route[]): void {
  pages = table;
}

/** The page of a path, if it is one of ours. */
export function pageOf(pathname: string): Match | undefined {
  return match(pathname, pages);
}

/** Where this document was loaded: its Content-Security-Policy is of that page. */
const loadedAt = globalThis.location?.pathname;

/** Whether this document may take pictures and sound from anywhere. */
export function isOpenDocument(): boolean {
  return Boolean(pageOf(loadedAt)?.route.openMedia);
}

/** Whether two paths are pages of one document: its Content-Security-Policy is that of the page it was loaded for. */
function ofOneDocument(from: string, to: string): boolean {
  return Boolean(pageOf(from)?.route.openMedia) === Boolean(pageOf(to)?.route.openMedia);
}

let kept: (path: string) => boolean = () => false;

/**
 * Asks `opens` before this document is left for a page of another one: it answers whether it has opened the page elsewhere,
 * because something would end with the document.
 */
export function keepDocument(opens: (path: string) => boolean): void {
  kept = opens;
}

export function navigate(wanted: string, how: "push" | "replace" = "push"): void {
  const path = placed(wanted);
  if (!ofOneDocument(location.pathname, new URL(path, location.href).pathname)) {
    if (kept(path)) return;
    if (how === "replace") location.replace(path);
    else location.assign(path);
    return;
  }
  if (how === "replace") {
    history.replaceState(null, "", path);
    router.dispatchEvent(new Event("change"));
  } else navigateHere(path);
}

/** Shows a page in this document, also one that has documents of its own: what is in memory goes along. */
export function navigateHere(path: string): void {
  leavePlace();
  history.pushState(null, "", path);
  router.dispatchEvent(new Event("change"));
}

/** Plain clicks on links to our own pages are handled here; the browser handles all others. */
export function listenForLinks(): void {
  history.scrollRestoration = "manual"; // the browser would scroll before the page is there
  addEventListener("pagehide", leavePlace);
  addEventListener("popstate", () => router.dispatchEvent(new Event("change")));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (link.hash && link.pathname === location.pathname) return;
    if (!pageOf(link.pathname)) return;
    event.preventDefault();
    // A Mini App has the voice sessions alone; everything else opens in the browser.
    if (inTelegram && placed(link.pathname) === link.pathname) open(link.href, "_blank", "noopener");
    else navigate(link.pathname + link.search + link.hash);
  });
}
