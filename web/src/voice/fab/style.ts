import { css } from "lit";

/** The button's own look. It lives in a shadow and brings its tokens, so that any page can carry it. */
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
  rt-meter {
    flex: 1;
    min-width: 0;
  }
  .meter {
    display: flex;
    gap: 2px;
  }
  .meter i {
    flex: 1;
    max-width: 10px;
    height: 18px;
    border-radius: 2px;
    background: var(--rt-line-2);
  }
  .meter .live {
    background: var(--rt-live-mark);
  }
  .meter .hold {
    background: var(--rt-hold-mark);
  }
  .meter .rec {
    background: var(--rt-rec);
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
  .keys {
    display: grid;
    grid-template-columns: repeat(5, 1fr);
    gap: 8px;
    margin-top: 10px;
  }
  .round {
    display: grid;
    justify-items: center;
    gap: 5px;
    padding: 0;
    border: 0;
    background: none;
    font: 500 12px / 16px var(--rt-font, system-ui);
    color: var(--rt-ink-2);
    cursor: pointer;
    touch-action: manipulation;
  }
  .round b {
    display: grid;
    place-items: center;
    width: 46px;
    height: 46px;
    border: 1px solid var(--rt-line-2);
    border-radius: 50%;
    background: var(--rt-raised);
    box-shadow: var(--rt-key-shadow);
    color: var(--rt-ink);
  }
  .round:hover b {
    background: var(--rt-step-b);
  }
  .round:active b {
    transform: translateY(1px);
    box-shadow: none;
  }
  .round[aria-disabled="true"] {
    color: var(--rt-ink-3);
    cursor: default;
  }
  .round[aria-disabled="true"] b {
    border-color: var(--rt-line);
    background: none;
    box-shadow: none;
    color: var(--rt-ink-3);
  }
  .round.lit {
    color: var(--rt-ink);
  }
  .round.lit b,
  .round.lit:hover b {
    border-color: var(--rt-rec);
    background: var(--rt-rec);
    color: var(--rt-on-rec);
    box-shadow: 0 0 0 5px var(--rt-rec-soft);
  }
  .round.waits b {
    border-style: dashed;
    border-color: var(--rt-hold-mark);
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
  .ask {
    max-width: 400px;
    padding: 24px;
    border: 1px solid var(--rt-line-2);
    border-radius: 14px;
    background: var(--rt-raised);
    color: var(--rt-ink);
    font: inherit;
    box-shadow: var(--rt-e3);
  }
  .ask::backdrop {
    background: var(--rt-scrim);
  }
  .ask h2 {
    margin: 0 0 8px;
    font-size: 17px;
    font-weight: 600;
  }
  .ask p {
    margin: 0 0 20px;
    color: var(--rt-ink-2);
  }
  .answers {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
  }
  .answers button {
    min-height: 44px;
    padding: 0 16px;
    border: 1px solid var(--rt-line-2);
    border-radius: 8px;
    background: var(--rt-raised);
  }
  .answers .bad {
    border-color: var(--rt-rec);
    background: var(--rt-rec);
    color: var(--rt-on-rec);
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
  .pictogram {
    flex: none;
    display: block;
  }
  .pg-ring {
    fill: none;
    stroke: var(--rt-rec);
    stroke-width: 1.5;
    opacity: 0.35;
  }
  .pg-dot {
    fill: var(--rt-rec);
    animation: blink 1s steps(1) infinite;
  }
  .pg-ink {
    fill: none;
    stroke: var(--rt-ink);
    stroke-width: 2;
    stroke-linecap: round;
  }
  .pg-hold {
    fill: var(--rt-hold-mark);
  }
  .pg-live {
    fill: none;
    stroke: var(--rt-live-mark);
    stroke-width: 3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .pg-shut {
    fill: var(--rt-shut);
  }
  .pg-ready {
    fill: none;
    stroke: var(--rt-edge);
    stroke-width: 2.5;
  }
  .pg-rec {
    fill: var(--rt-rec);
  }
  @keyframes blink {
    50% {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .pg-dot {
      animation: none;
    }
    .round:active b {
      transform: none;
    }
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
    .round b {
      width: 52px;
      height: 52px;
    }
    .grip {
      display: none;
      width: 44px;
      height: 44px;
    }
    .fold {
      display: grid;
    }
  }
  @media (forced-colors: active) {
    .round b,
    .fab {
      border-color: currentcolor;
    }
  }
`;
