import type { ProductLink } from "../app/product-links";

export const LINK: ProductLink = {
  kind: "voice",
  order: 3,
  icon: "mic",
  title: { en: "Voice", ru: "Голос" },
  href: () => "/session",
};
