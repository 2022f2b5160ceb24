import { describe, expect, it } from "vitest";
import { depthOf, layout, type TreeNode } from "./tree-layout";

const node = (id: string, parent: string | null): TreeNode => ({
  id,
  parent,
  name: id,
  exists: true,
  remixCount: 0,
});

describe("the tree of remixes", () => {
  it("puts a parent above the middle of its remixes, and nothing over anything", () => {
    const placed = layout([node("a", null), node("b", "a"), node("c", "a"), node("d", "b"), node("e", "b")]);
    const at = new Map(placed.map((one) => [one.node.id, one]));
    expect(at.get("b")?.x).toBe(((at.get("d")?.x ?? 0) + (at.get("e")?.x ?? 0)) / 2);
    expect(at.get("a")?.y).toBeLessThan(at.get("b")?.y ?? 0);
    expect(new Set(placed.map((one) => `${one.x} ${one.y}`)).size).toBe(5);
    expect(depthOf(placed)).toBe(3);
    expect(at.get("d")?.parent?.node.id).toBe("b");
  });

  it("ends with a cycle, and with one that is its own parent", () => {
    const placed = layout([node("a", "c"), node("b", "a"), node("c", "b"), node("self", "self")]);
    expect(placed.map((one) => one.node.id).sort()).toEqual(["a", "b", "c", "self"]);
  });

  it("places hundreds of nodes", () => {
    const many = Array.from({ length: 500 }, (_, n) =>
      node(`${n}`, n === 0 ? null : `${Math.floor((n - 1) / 3)}`),
    );
    expect(layout(many)).toHaveLength(500);
  });
});
