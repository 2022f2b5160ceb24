import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type IconName, icon } from "./icons";

export interface MenuItem {
  label: string;
  icon?: IconName;
  danger?: boolean;
  press: () => void;
}

let menus = 0;

/** A menu button: its list opens in the top layer, arrow keys move in it, Esc returns the focus. */
@customElement("rt-menu")
export class Menu extends LitElement {
  @property() label = "";
  /** -1 in a list of rows whose tab stop is elsewhere. */
  @property({ type: Number }) stop = 0;
  @property({ attribute: false }) items: MenuItem[] = [];
  @property({ attribute: false }) face: TemplateResult | undefined;
  private readonly listId = `menu-${++menus}`;

  override createRenderRoot() {
    return this;
  }

  private get list(): HTMLElement | null {
    return this.querySelector(".menu");
  }

  private place(): void {
    const anchor = this.querySelector("button")?.getBoundingClientRect();
    const { list } = this;
    if (!anchor || !list) return;
    const below = innerHeight - anchor.bottom > list.offsetHeight + 12;
    const top = below ? anchor.bottom + 4 : anchor.top - list.offsetHeight - 4;
    const most = (room: number, length: number) => Math.max(8, room - length - 8);
    list.style.setProperty("top", `${Math.min(Math.max(8, top), most(innerHeight, list.offsetHeight))}px`);
    const left = Math.max(8, anchor.right - list.offsetWidth);
    list.style.setProperty("left", `${Math.min(left, most(innerWidth, list.offsetWidth))}px`);
  }

  private opened(event: ToggleEvent): void {
    const open = event.newState === "open";
    this.querySelector("button")?.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.place();
    this.list?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }

  private walk(event: KeyboardEvent): void {
    const items = [...(this.list?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Tab") this.list?.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    items[(to + items.length) % items.length]?.focus();
  }

  override render() {
    return html`<button type="button" class=${this.face ? "menu-face" : "icon-key"} aria-label=${this.label}
        title=${this.face ? nothing : this.label} tabindex=${this.stop} aria-haspopup="menu" aria-expanded="false" popovertarget=${this.listId}
      >${this.face ?? icon("dots")}</button>
      <div id=${this.listId} class="menu" popover role="menu" aria-label=${this.label}
        @toggle=${this.opened} @keydown=${this.walk}>
        ${this.items.map(
          (
            item,
          ) => html`<button type="button" role="menuitem" tabindex="-1" class=${item.danger ? "menu-danger" : ""}
            @click=${() => {
              this.list?.hidePopover();
              item.press();
            }}>${item.icon ? icon(item.icon) : nothing}${item.label}</button>`,
        )}
      </div>`;
  }
}
