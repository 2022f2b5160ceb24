const painted = new Promise<void>((resolve) => {
  new PerformanceObserver((list, observer) => {
    if (list.getEntriesByName("first-contentful-paint").length === 0) return;
    observer.disconnect();
    resolve();
  }).observe({ type: "paint", buffered: true });
});

/** Loads what the first picture does not need once it is there: so it is at hand when it is used, and offline. */
export function later(load: () => Promise<unknown>): void {
  // What fails is loaded again by its use, which says so.
  void painted.then(() => setTimeout(() => void load().catch(() => undefined)));
}
