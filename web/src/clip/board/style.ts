import { css } from "lit";

/** A transparent layer over a picture: dark cards, whatever the reader's theme. Sizes grow with the text's. */
export const style = css`
  :host {
    --unit: 16px;
    position: fixed;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    justify-content: flex-end;
    padding: calc(var(--unit) * 1.5);
    overflow: hidden;
    font: 400 var(--unit) / 1.4 var(--rt-font);
    font-variant-numeric: tabular-nums;
    color: var(--rt-board-ink);
    pointer-events: none;
    transition: opacity var(--rt-slow) var(--rt-in-out);
  }
  :host([hidden]) {
    display: none;
  }
  :host([status="away"]) {
    opacity: 0;
  }
  :host([size="small"]) {
    --unit: 13px;
  }
  :host([size="large"]) {
    --unit: 22px;
  }
  :host([corner^="top"]) {
    flex-direction: column-reverse;
  }
  :host([corner$="left"]) {
    align-items: flex-start;
  }
  * {
    box-sizing: border-box;
  }
  .card {
    flex: none;
    width: min(100%, calc(var(--unit) * 26));
    margin-top: calc(var(--unit) * 0.6);
    padding: calc(var(--unit) * 0.6) calc(var(--unit) * 0.95);
    border-radius: calc(var(--unit) * 0.75);
    background: var(--rt-board-card);
    animation: enter var(--rt-base) var(--rt-out);
    transition: opacity var(--rt-slow) var(--rt-in-out);
  }
  :host([corner^="top"]) .card {
    margin: 0 0 calc(var(--unit) * 0.6);
  }
  .age-1 {
    opacity: 0.8;
  }
  .old {
    opacity: 0.55;
  }
  .over {
    opacity: 0;
  }
  .head,
  .foot {
    display: flex;
    align-items: center;
    gap: calc(var(--unit) * 0.55);
  }
  .dot {
    flex: none;
    width: 0.6em;
    height: 0.6em;
    border-radius: 50%;
    background: var(--rt-board-ember);
  }
  .time {
    font-weight: 600;
    font-variant-numeric: tabular-nums slashed-zero;
  }
  .who {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    color: var(--rt-board-ink-2);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .taps {
    margin-inline-start: auto;
    font-weight: 600;
    color: var(--rt-board-ember);
  }
  .said {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    margin: 0;
    overflow: hidden;
    font-size: 1.15em;
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .foot {
    width: auto;
    max-width: 100%;
  }
  .emoji {
    font-family: "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif;
  }
  .qr {
    display: block;
    width: calc(var(--unit) * 7);
    height: calc(var(--unit) * 7);
    border-radius: calc(var(--unit) * 0.4);
  }
  .qr-ground {
    fill: var(--rt-qr-ground);
  }
  .qr-ink {
    fill: var(--rt-qr-ink);
  }
  .bars {
    flex: none;
    width: 0.7em;
    height: 0.9em;
    border: solid var(--rt-board-hold);
    border-width: 0 0.22em;
  }
  @keyframes enter {
    from {
      opacity: 0;
      transform: translateX(16px);
    }
  }
  :host([corner$="left"]) .card {
    animation-name: enter-left;
  }
  @keyframes enter-left {
    from {
      opacity: 0;
      transform: translateX(-16px);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .card {
      animation: none;
    }
  }
`;
