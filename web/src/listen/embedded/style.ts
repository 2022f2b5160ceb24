import { css } from "lit";

/** What an embedded history has beside the rows' own style: it stands on a page that has none of ours. */
export const style = css`
  :host {
    display: block;
    border: 1px solid var(--rt-line);
    border-radius: 12px;
    font: 400 16px / 24px var(--rt-font);
    overflow-wrap: break-word;
    color: var(--rt-ink);
    background: var(--rt-surface);
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h3,
  p,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .num {
    font-variant-numeric: tabular-nums;
  }
  .entry {
    padding-inline-end: 16px;
  }
  .line {
    padding: 16px;
    color: var(--rt-ink-2);
  }
  .more {
    padding: 12px 16px;
    border-top: 1px solid var(--rt-line);
  }
  .more button {
    min-height: 44px;
    padding: 0 16px;
    border: 1px solid var(--rt-edge);
    border-radius: 8px;
    font: inherit;
    font-weight: 500;
    color: inherit;
    background: var(--rt-raised);
    cursor: pointer;
  }
  .more button:focus-visible {
    outline: 2px solid var(--rt-shut);
    outline-offset: 2px;
  }
  .more button[aria-busy] {
    color: var(--rt-ink-3);
  }
`;
