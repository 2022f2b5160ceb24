import { describe, expect, test } from "vitest";
import { pages } from "../app/pages";
import { productLinks } from "../app/product-links";
import { match } from "../app/routes";
import { kindOf, kinds } from "./kinds";

const isPage = (address: string) => match(new URL(address, "http://127.0.0.1").pathname, pages) !== undefined;
const roles = [null, "owner", "co-owner", "editor", "viewer"] as const;

describe.each(kinds)("$kind", ({ page, start }) => {
  test.each(roles)("has a declared page for the role %s", (role) => {
    expect(isPage(page("7f3a", role))).toBe(true);
  });

  test("begins on a declared page", () => {
    expect(start === undefined || isPage(start.address)).toBe(true);
  });
});

test.each(productLinks)("the header's link to $kind leads to a declared page of a known kind", (link) => {
  expect(isPage(link.href())).toBe(true);
  expect(kindOf(link.kind)).toMatchObject({ title: link.title, order: link.order });
});
