import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../i18n";
import { visible } from "../i18n/bidi";
import { type IconName, icon } from "./icons";

export interface Toast {
  text: string;
  icon?: IconName;
  /** An error stays until it is closed, and is announced at once. */
  kind?: "status" | "error";
  /** A second, smaller line. */
  detail?: string;
  action?: { label: string; press: () => void };
  /** A second key after it. */
  other?: { label: string; press: () => void };
  /** How long it stays, when that is not the usual time. */
  stayMs?: number;
}

const STAY_MS = 4000;
const STAY_WITH_ACTION_MS = 8000;
const CLOSE = { en: "Close", ru: "Закрыть" };

/** One toast at a time, bottom centre. It stays while hovered or focused. */
@customElement("rt-toasts")
export class Toasts extends LitElement {
  @state() private toast: Toast | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private held = false;

  override createRenderRoot() {
    return this;
  }

  show(toast: Toast): void {
    this.toast = toast;
    this.held = false;
    this.arm();
    if (this.popover === null) this.popover = "manual";
    // Re-entering the top layer puts the toast above a dialog that was opened after the last one.
    if (this.isConnected) {
      this.hidePopover();
      this.showPopover();
    }
  }

  /** Moves into `home`; out of a dialog again when that closes. */
  moveTo(home: HTMLElement): void {
    if (this.parentElement === home) return;
    home.append(this);
    if (!(home instanceof HTMLDialogElement)) return;
    const back = () => {
      if (this.parentElement !== home) return;
      document.body.append(this);
      if (this.toast) this.showPopover();
    };
    home.addEventListener("close", back, { once: true });
  }

  close(): void {
    clearTimeout(this.timer);
    this.toast = undefined;
    if (this.isConnected && this.popover !== null) this.hidePopover();
  }

  private arm(): void {
    clearTimeout(this.timer);
    if (!this.toast || this.held || this.toast.kind === "error") return;
    const stayMs = this.toast.stayMs ?? (this.toast.action ? STAY_WITH_ACTION_MS : STAY_MS);
    this.timer = setTimeout(() => this.close(), stayMs);
  }

  private hold(held: boolean): void {
    this.held = held;
    this.arm();
  }

  override render() {
    const { toast } = this;
    if (!toast) return nothing;
    const error = toast.kind === "error";
    const { action } = toast;
    return html`<div
      class="toast"
      role=${error ? "alert" : "status"}
      @pointerenter=${() => this.hold(true)}
      @pointerleave=${() => this.hold(false)}
      @focusin=${() => this.hold(true)}
      @focusout=${() => this.hold(false)}
    >
      ${toast.icon ? icon(toast.icon) : nothing}
      <p>${visible(toast.text)}${toast.detail ? html`<small>${visible(toast.detail)}</small>` : nothing}</p>
      ${[action, toast.other].map((one) =>
        one
          ? html`<button type="button" class="toast-action" @click=${() => {
              this.close();
              one.press();
            }}>${one.label}</button>`
          : nothing,
      )}
      ${
        error
          ? html`<button type="button" class="toast-close" aria-label=${t(CLOSE)} @click=${() => this.close()}>${icon("close")}</button>`
          : nothing
      }
    </div>`;
  }
}

let toasts: Toasts | undefined;

/** Shows a toast; it replaces the one before. */
export function showToast(toast: Toast): void {
  toasts ??= document.createElement("rt-toasts") as Toasts;
  // While a modal dialog is open, nothing outside of it can be pressed.
  const dialog = toast.action && [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")].at(-1);
  toasts.moveTo(dialog ?? document.body);
  toasts.show(toast);
}

export function closeToast(): void {
  toasts?.close();
}
