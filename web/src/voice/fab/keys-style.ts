import { css } from "lit";

/** The five round keys. */
export const keysStyle = css`
  .keys {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
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
  @media (prefers-reduced-motion: reduce) {
    .round:active b {
      transform: none;
    }
  }
  @media (max-width: 639px) {
    .round b {
      width: 52px;
      height: 52px;
    }
  }
  @media (forced-colors: active) {
    .round b {
      border-color: currentcolor;
    }
  }
  @media (max-width: 359px) {
    .keys {
      gap: 4px;
    }
  }
`;
