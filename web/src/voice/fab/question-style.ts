import { css } from "lit";

/** The question before something is deleted. */
export const questionStyle = css`
  .ask {
    max-width: min(400px, calc(100vw - 32px));
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
`;
