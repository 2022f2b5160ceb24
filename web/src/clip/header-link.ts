import type { ProductLink } from "../app/product-links";

export const LINK: ProductLink = {
  kind: "clip",
  order: 2,
  icon: "scissors",
  title: { en: "Clips", ru: "Клипы" },
  href: () => "/clips",
};
