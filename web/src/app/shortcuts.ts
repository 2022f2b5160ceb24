import type { ReactiveController, ReactiveControllerHost } from "lit";
import { settings } from "./settings";

export interface Shortcut {
  /** The name on the key: `S`, `1`, `?`, `/`, `Enter`, `Del`, `Space`, `←`, `Shift+→`. */
  key: string;
  label: string;
  run: () => void;
}

/**
 * A key that a control of the page handles itself: listed in the sheet, and active while that control has the focus.
 */
export interface ControlKey {
  sign: string;
  label: string;
}

const SPECIAL: Record<string, string> = { Del: "Delete", Space: " " };
const ARROWS: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
/** Where a Latin keyboard has these signs, a Russian one has letters. */
const SIGNS: Record<string, string> = { Comma: "<", Period: ">" };

interface Layer {
  shortcuts: () => readonly Shortcut[];
  controlKeys: () => readonly ControlKey[];
}

/** The pages' shortcuts, the newest page last. */
const layers: Layer[] = [];

/** A page's single-key shortcuts, active while the page is shown. */
export class Shortcuts implements ReactiveController {
  private readonly layer: Layer;

  constructor(
    host: ReactiveControllerHost,
    shortcuts: Layer["shortcuts"],
    controlKeys: Layer["controlKeys"] = () => [],
  ) {
    this.layer = { shortcuts, controlKeys };
    host.addController(this);
  }

  hostConnected(): void {
    layers.push(this.layer);
  }

  hostDisconnected(): void {
    layers.splice(layers.indexOf(this.layer), 1);
  }
}

export function shortcuts(): Shortcut[] {
  return layers.flatMap((layer) => layer.shortcuts());
}

export function controlKeys(): ControlKey[] {
  return layers.flatMap((layer) => layer.controlKeys());
}

export function shortcutsEnabled(): boolean {
  return settings.get("shortcuts") !== "off";
}

/** On a Russian keyboard the key `P` types `з`: the physical key decides then. */
function pressed(event: KeyboardEvent): string {
  const arrow = ARROWS[event.key];
  if (arrow) return event.shiftKey ? `Shift+${arrow}` : arrow;
  const typed = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (/^\p{L}$/u.test(typed) && !/^\p{Script=Latin}$/u.test(typed)) {
    if (/^Key[A-Z]$/.test(event.code)) return event.code.slice(3);
    return (event.shiftKey && SIGNS[event.code]) || typed;
  }
  return typed;
}

/** Whether keys are letters there, and not signs to do something. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type)
  );
}

/** A focused control handles Space and Enter itself, and one that is moved by arrows these. */
function takenByControl(event: KeyboardEvent): boolean {
  if (event.key in ARROWS) {
    const own = "input, select, [role=slider], [role=menuitem], [role=grid], [role=tablist], [role=listbox]";
    return event.target instanceof Element && event.target.closest(own) !== null;
  }
  if (event.key !== " " && event.key !== "Enter") return false;
  return (
    event.target instanceof Element &&
    event.target.closest("button, a, input, summary, [role=menuitem]") !== null
  );
}

export function listenForShortcuts(openSheet: () => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open], .menu:popover-open")) return;
    if (event.key === "?") {
      event.preventDefault();
      openSheet();
      return;
    }
    if (!shortcutsEnabled() || takenByControl(event)) return;
    const sign = pressed(event);
    const match = shortcuts().findLast((shortcut) => (SPECIAL[shortcut.key] ?? shortcut.key) === sign);
    if (!match) return;
    event.preventDefault();
    match.run();
  });
}
