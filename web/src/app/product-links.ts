import type { Phrase } from "../i18n";
import type { IconName } from "../ui/icons";

/** A product's link in the header. It is a file of its own (`<product>/header-link.ts`): the header is on every page. */
export interface ProductLink {
  readonly kind: string;
  /** Its place among all products, here and on the home page; the first is 1. */
  readonly order: number;
  readonly icon: IconName;
  readonly title: Phrase;
  readonly href: () => string;
}

/** Where the reference and the first examples are. */
export const DOCS: Phrase = { en: "Docs", ru: "Документация" };

export const productLinks: readonly ProductLink[] = Object.values(
  import.meta.glob<ProductLink>("../*/header-link.ts", { eager: true, import: "LINK" }),
).sort((a, b) => a.order - b.order);
