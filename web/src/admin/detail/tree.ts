import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { navigate } from "../../app/router";
import { t } from "../../i18n";
import { css } from "../../ui/css";
import { iconKey } from "../../ui/key";
import { whole } from "../numbers";
import { DETAIL, LIST } from "../sessions/words";
import "./tree.css";
import { visible } from "../../i18n/bidi";
import { depthOf, layout, NODE_HEIGHT, NODE_WIDTH, type Placed, type TreeNode } from "./tree-layout";

const ZOOMS = [0.25, 0.4, 0.6, 0.8, 1, 1.3, 1.7];
const PLAIN = 4;
const LETTERS = 16;

/** The jams above and below one: drawn, walked by arrow keys, and as a list. */
@customElement("rt-remix-tree")
export class RemixTree extends LitElement {
  @property({ attribute: false }) nodes: readonly TreeNode[] = [];
  @property() current = "";
  @state() private zoom = PLAIN;
  @state() private stop = "";

  override createRenderRoot() {
    return this;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("current")) this.stop = this.current;
    if (changed.has("nodes")) this.zoom = this.nodes.length > 120 ? 1 : this.nodes.length > 30 ? 2 : PLAIN;
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("nodes") && !changed.has("zoom")) return;
    const frame = this.querySelector(".tree-frame");
    const here = this.querySelector(`[data-id="${this.current}"] rect`);
    if (!frame || !here) return;
    const [a, b] = [frame.getBoundingClientRect(), here.getBoundingClientRect()];
    frame.scrollLeft += b.left - a.left - (a.width - b.width) / 2;
    frame.scrollTop += b.top - a.top - (a.height - b.height) / 2;
  }

  private walk(event: KeyboardEvent, placed: readonly Placed[]): void {
    const here = placed.find((one) => one.node.id === this.stop);
    if (!here) return;
    const level = placed.filter((one) => one.depth === here.depth).sort((a, b) => a.x - b.x);
    const at = level.indexOf(here);
    const to = {
      ArrowUp: here.parent,
      ArrowDown: here.children[0],
      ArrowLeft: level[at - 1],
      ArrowRight: level[at + 1],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    this.stop = to.node.id;
    void this.updateComplete.then(() =>
      this.querySelector<SVGAElement>(`[data-id="${to.node.id}"]`)?.focus({ preventScroll: false }),
    );
  }

  private name(node: TreeNode): string {
    return node.exists ? visible(node.name || t(LIST.untitled)) : t(DETAIL.unknown);
  }

  private drawn(one: Placed): unknown {
    const { node } = one;
    const [x, y] = [one.x - NODE_WIDTH / 2, one.y - NODE_HEIGHT / 2];
    const name = this.name(node);
    const letters = LETTERS - (node.remixCount > 0 ? String(node.remixCount).length + 2 : 0);
    const short = [...name].length > letters ? `${[...name].slice(0, letters - 1).join("")}…` : name;
    const here = node.id === this.current;
    const open = (event: Event) => {
      event.preventDefault();
      if (node.exists && !here) navigate(`/admin/sessions/${node.id}`);
    };
    const classes = `tree-node ${here ? "tree-here" : ""} ${node.exists ? "" : "tree-gone"}`;
    return svg`<a class=${classes} data-id=${node.id} tabindex=${node.id === this.stop ? 0 : -1} href=${node.exists ? `/admin/sessions/${node.id}` : nothing}
        role="link" aria-current=${here ? "true" : nothing} aria-disabled=${node.exists ? nothing : "true"} @click=${open}>
      <title>${name}</title><rect x=${x} y=${y} width=${NODE_WIDTH} height=${NODE_HEIGHT} rx="8" />
      <text x=${x + 10} y=${one.y + 4.5}>${short}</text>
      ${node.remixCount > 0 ? svg`<text class="tree-count" x=${x + NODE_WIDTH - 8} y=${one.y + 4.5} text-anchor="end">${node.remixCount}</text>` : nothing}
    </a>`;
  }

  private list(one: Placed): TemplateResult {
    return html`<li>${this.name(one.node)}${one.children.length > 0 ? html`<ul>${one.children.map((child) => this.list(child))}</ul>` : nothing}</li>`;
  }

  override render() {
    if (this.nodes.length < 2) return html`<p class="admin-none">${t(DETAIL.noTree)}</p>`;
    const placed = layout(this.nodes);
    const width = Math.max(...placed.map((one) => one.x)) + NODE_WIDTH / 2 + 2;
    const height = Math.max(...placed.map((one) => one.y)) + NODE_HEIGHT / 2 + 2;
    const scale = ZOOMS[this.zoom] ?? 1;
    const change = (by: number) => {
      this.zoom = Math.max(0, Math.min(ZOOMS.length - 1, this.zoom + by));
    };
    return html`<div class="tree-tools"><span class="label num">${t(DETAIL.treeSize, { n: whole(placed.length), deep: depthOf(placed) })}</span>
        ${iconKey({ label: t(DETAIL.zoomOut), icon: "minus", press: () => change(-1) })}
        ${iconKey({ label: t(DETAIL.zoomIn), icon: "plus", press: () => change(1) })}</div>
      <div class="tree-frame" @keydown=${(event: KeyboardEvent) => this.walk(event, placed)}>
        <svg role="group" aria-label=${t(DETAIL.tree)} width=${width * scale} height=${height * scale} viewBox="-1 -1 ${width} ${height}"
          style=${css({ "min-width": `${width * scale}px` })}>
          ${placed.map((one) =>
            one.parent
              ? svg`<path class="tree-line" d="M${one.parent.x} ${one.parent.y + NODE_HEIGHT / 2}C${one.parent.x} ${one.y - 30} ${one.x} ${one.y - 36} ${one.x} ${one.y - NODE_HEIGHT / 2}" />`
              : nothing,
          )}
          ${placed.map((one) => this.drawn(one))}
        </svg>
      </div>
      <div class="visually-hidden"><ul>${placed.filter((one) => !one.parent).map((one) => this.list(one))}</ul></div>`;
  }
}
