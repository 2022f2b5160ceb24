import type { contract } from "../../sdk";

export type TreeNode = contract.TreeNode;

export interface Placed {
  readonly node: TreeNode;
  /** In the middle of the node, in px at full size. */
  readonly x: number;
  readonly y: number;
  readonly depth: number;
  readonly parent: Placed | undefined;
  readonly children: Placed[];
}

export const NODE_WIDTH = 136;
export const NODE_HEIGHT = 30;
const GAP = 14;
const LEVEL = 66;

/**
 * Places a family of remixes: a parent above the middle of its remixes. A chain that leads back to itself (only a store
 * that was changed by hand has one) is cut where it was entered.
 */
export function layout(nodes: readonly TreeNode[]): Placed[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const below = new Map<string, TreeNode[]>();
  for (const node of nodes) {
    if (node.parent === null || node.parent === node.id || !known.has(node.parent)) continue;
    below.set(node.parent, [...(below.get(node.parent) ?? []), node]);
  }
  const seen = new Set<string>();
  const placed: Placed[] = [];
  let leaves = 0;
  const place = (node: TreeNode, depth: number): { at: Placed; set: (parent: Placed) => void } => {
    seen.add(node.id);
    const children = (below.get(node.id) ?? [])
      .filter((child) => !seen.has(child.id))
      .map((child) => (seen.has(child.id) ? undefined : place(child, depth + 1)))
      .filter((child) => child !== undefined);
    const xs = children.map((child) => child.at.x);
    const x =
      xs.length > 0 ? ((xs[0] ?? 0) + (xs.at(-1) ?? 0)) / 2 : leaves++ * (NODE_WIDTH + GAP) + NODE_WIDTH / 2;
    const at = {
      node,
      x,
      y: depth * LEVEL + NODE_HEIGHT / 2,
      depth,
      parent: undefined as Placed | undefined,
      children: children.map((child) => child.at),
    };
    placed.push(at);
    for (const child of children) child.set(at);
    return {
      at,
      set: (parent) => {
        at.parent = parent;
      },
    };
  };
  const roots = nodes.filter((node) => node.parent === null || !known.has(node.parent));
  for (const node of [...roots, ...nodes]) if (!seen.has(node.id)) place(node, 0);
  return placed;
}

export function depthOf(placed: readonly Placed[]): number {
  return Math.max(0, ...placed.map((one) => one.depth)) + 1;
}
