import { visible } from "../i18n/bidi";

/** The document's title: the page first, the product last. */
export function setPageTitle(title?: string): void {
  document.title = title ? `${visible(title)} · Roomtone` : "Roomtone";
}
