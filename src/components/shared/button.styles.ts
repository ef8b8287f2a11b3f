import { css } from 'lit';

/** Buttons without a frame, what has the focus, and the icons in them. */
export const buttonStyles = css`
  button {
    all: unset;
    box-sizing: border-box;
    display: inline-grid;
    grid-auto-flow: column;
    gap: 6px;
    place-items: center;
    place-content: center;
    min-width: 28px;
    height: 28px;
    border-radius: 6px;
    color: var(--dim);
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  button:hover:where(:not(:disabled)) {
    background: var(--sunk);
    color: var(--ink);
  }
  button:disabled {
    cursor: default;
  }
  :is(button, summary, select, [tabindex]):focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .icon {
    width: 16px;
    height: 16px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon.filled {
    fill: currentColor;
    stroke: none;
  }
`;
