/** Says a sentence to screen readers without moving anything on the page. */
const regions = new Map<string, HTMLElement>();

function region(urgency: "polite" | "assertive"): HTMLElement {
  let element = regions.get(urgency);
  if (!element) {
    element = document.createElement("div");
    element.className = "visually-hidden";
    element.setAttribute("role", urgency === "polite" ? "status" : "alert");
    element.setAttribute("aria-live", urgency);
    element.dataset.announce = urgency;
    document.body.append(element);
    regions.set(urgency, element);
  }
  return element;
}

/** Both regions must be in the page before their text changes, or some screen readers stay silent. */
export function prepareAnnouncements(): void {
  region("polite");
  region("assertive");
}

export function announce(sentence: string, urgency: "polite" | "assertive" = "polite"): void {
  const element = region(urgency);
  // The same sentence twice is two announcements: an invisible space makes it a change.
  element.textContent = element.textContent === sentence ? `${sentence}\u00a0` : sentence;
}
