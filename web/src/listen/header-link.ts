import type { ProductLink } from "../app/product-links";

export const LINK: ProductLink = {
  kind: "listening",
  order: 4,
  icon: "headphones",
  title: { en: "Listen", ru: "Слушать" },
  href: () => "/listen",
};
