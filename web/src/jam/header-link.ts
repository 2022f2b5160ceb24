import { openedHere } from "../app/opened";
import type { ProductLink } from "../app/product-links";

export const LINK: ProductLink = {
  kind: "jam",
  order: 1,
  icon: "grid",
  title: { en: "Jam", ru: "Джем" },
  /** D11: `/s` alone makes a session, so this link leads to the last opened one. */
  href: () => {
    const last = openedHere().find((one) => one.kind === "jam");
    return last ? `/s/${last.id}` : "/s";
  },
};
