import { css } from "lit";

/** The status icons (V13) and the meter, which a shadow root cannot inherit from a page. */
export const pictogramStyle = css`
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
      opacity: 0.25;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .pg-dot {
      animation: none;
    }
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
`;
