/** Where a page was left, kept in the browser's history: the Back key and a reload return there. */

export interface Place {
  /** Px from the top. */
  readonly scroll?: number;
  /** The link that was followed, as its `href` says. */
  readonly link?: string | null;
  /** How many rows of a long list were shown. */
  readonly rows?: number;
}

/** A list that is read from the server again takes a while; later than this, a jump would surprise. */
const PATIENCE_MS = 5000;
const BY_HAND = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

export function place(): Place {
  return (history.state as Place | null) ?? {};
}

/** Notes more of the present place. */
export function keepPlace(more: Place): void {
  history.replaceState({ ...place(), ...more }, "");
}

/** Notes where the page is left. */
export function leavePlace(): void {
  const { activeElement } = document;
  const link = activeElement instanceof HTMLAnchorElement ? activeElement.getAttribute("href") : null;
  keepPlace({ scroll: Math.round(scrollY), link });
}

let stop = (): void => {};

/** Scrolls to where the page was left as soon as it is that long again. Whoever moves meanwhile is not moved. */
export function returnToPlace(main: HTMLElement | null): void {
  stop();
  const { scroll = 0, link } = place();
  main?.focus({ preventScroll: true });
  const isThere = (): boolean => {
    scrollTo(0, scroll);
    const found = link && document.querySelector<HTMLElement>(`a[href="${CSS.escape(link)}"]`);
    if (found) found.focus({ preventScroll: true });
    return Math.abs(scrollY - scroll) < 2 && found !== null;
  };
  if (isThere()) return;
  const watch = new ResizeObserver(() => isThere() && stop());
  const timer = setTimeout(() => stop(), PATIENCE_MS);
  stop = () => {
    watch.disconnect();
    clearTimeout(timer);
    for (const name of BY_HAND) removeEventListener(name, stop);
  };
  for (const name of BY_HAND) addEventListener(name, stop, { passive: true });
  watch.observe(document.body);
}
