import { describe, expect, it } from "vitest";
import { CREATE } from "../notfound/content";
import { pages } from "./pages";
import { productLinks } from "./product-links";
import { match } from "./routes";

const pathOf = (href: string) => new URL(href, "http://127.0.0.1").pathname;
const sessionPages = pages.filter(({ path }) => path.includes("{sessionId}"));
const firstPart = (path: string) => path.split("/")[1] ?? "";

describe("what the front end says of the products beside their declarations", () => {
  it.each(productLinks)("$name leads to declared pages", ({ href, open }) => {
    expect(match(pathOf(href), pages)).toBeDefined();
    expect(match(pathOf(open), pages)).toBeDefined();
  });

  it("every page of a session offers to make one when there is none", () => {
    expect(new Set(Object.keys(CREATE))).toEqual(new Set(sessionPages.map(({ path }) => firstPart(path))));
  });

  it.each(Object.values(CREATE))(
    "%s is a declared page, where a product of the header makes sessions",
    (where) => {
      expect(match(pathOf(where), pages)).toBeDefined();
      expect(productLinks.flatMap(({ href, open }) => [pathOf(href), pathOf(open)])).toContain(pathOf(where));
    },
  );
});
