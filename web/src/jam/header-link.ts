import type { ProductLink } from "../app/product-links";

export const LINK: ProductLink = {
  kind: "jam",
  order: 1,
  icon: "grid",
  title: { en: "Jam", ru: "Джем" },
  /** One's jams: `/s` would make one at each look (D11, D38). */
  href: () => "/?kind=jam",
};
