import { css } from "lit";

/** The button's own style, in a shadow root with its own design tokens, so that it works on any page. */
export const style = css`
  :host {
    position: fixed;
    z-index: 40;
    right: 24px;
    bottom: 24px;
    font: 500 14px / 20px var(--rt-font, system-ui);
    color: var(--rt-ink);
  }
  :host([hidden]) {
    display: none;
  }
  :host([corner="bottom-left"]) {
    right: auto;
    left: 24px;
  }
  :host([corner="top-right"]) {
    bottom: auto;
    top: 24px;
  }
  :host([corner="top-left"]) {
    inset: 24px auto auto 24px;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .fab {
    width: 388px;
    max-width: calc(100vw - 16px);
    min-height: 134px;
    padding: 14px 18px 12px;
    border: 1px solid var(--rt-line-2);
    border-radius: 20px;
    background: var(--rt-surface);
    box-shadow: var(--rt-e3);
  }
  .keyless {
    min-height: 0;
  }
  .notice {
    min-height: 0;
    padding-block: 16px;
  }
  .notice .line {
    margin: 0;
  }
  .top {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 32px;
  }
  .elapsed {
    min-width: 68px;
    font: 500 24px / 28px var(--rt-font, system-ui);
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
  }
  .grip {
    display: grid;
    place-items: center;
    width: 28px;
    height: 28px;
    padding: 0;
    border: 0;
    border-radius: 8px;
    background: none;
    color: var(--rt-ink-3);
    cursor: grab;
    touch-action: none;
  }
  .fold {
    display: none;
    cursor: pointer;
  }
  .grip:active {
    cursor: grabbing;
  }
  :focus-visible {
    outline: 2px solid var(--rt-shut);
    outline-offset: 2px;
  }
  .line {
    margin: 8px 0 0;
    font: 400 13px / 18px var(--rt-font, system-ui);
    color: var(--rt-ink-2);
  }
  .line.bad {
    color: var(--rt-rec-text);
  }
  .line.wait {
    color: var(--rt-hold-text);
  }
  .line button,
  .capsule {
    font: 500 13px / 18px var(--rt-font, system-ui);
    color: var(--rt-ink);
    cursor: pointer;
  }
  .line button {
    min-height: 28px;
    margin-left: 6px;
    padding: 2px 10px;
    border: 1px solid var(--rt-line-2);
    border-radius: 8px;
    background: var(--rt-raised);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 8px;
  }
  .choices button {
    margin-left: 0;
  }
  .capsule {
    display: flex;
    align-items: center;
    gap: 8px;
    height: 64px;
    padding: 0 20px;
    border: 1px solid var(--rt-line-2);
    border-radius: 999px;
    background: var(--rt-surface);
    box-shadow: var(--rt-e3);
    font-size: 17px;
    font-variant-numeric: tabular-nums;
  }
  .icon {
    display: block;
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (max-width: 639px) {
    :host,
    :host([corner]) {
      inset: auto 0 0 0;
    }
    :host([collapsed]) {
      inset: auto 16px 16px auto;
    }
    .fab {
      width: 100%;
      max-width: none;
      padding: 16px 20px calc(20px + env(safe-area-inset-bottom));
      border-radius: 20px 20px 0 0;
      border-bottom: 0;
    }
    .grip {
      display: none;
      width: 44px;
      height: 44px;
    }
    .fold,
    .more {
      display: grid;
    }
  }
  @media (forced-colors: active) {
    .fab {
      border-color: currentcolor;
    }
  }
`;
