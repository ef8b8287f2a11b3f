import { css } from 'lit';

/** How two answers differ. Which side a piece is of shows in its colour, its underline and its letter. */
export const outputDifferenceStyles = css`
  .output-difference {
    display: block;
    container: output-difference / inline-size;
    border-top: 1px solid var(--line);
  }
  .output-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
    padding: 8px 14px;
    color: var(--dim);
    font-size: 0.93em;
  }
  .output-head p {
    flex: 1 1 24ch;
    margin: 0;
  }
  .output-head strong {
    color: var(--ink);
  }
  .output-views,
  .output-steps {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .output-head button {
    min-width: 28px;
    min-height: 28px;
    padding: 0 8px;
    border: 1px solid transparent;
    border-radius: 6px;
    background: none;
    color: var(--dim);
    font: inherit;
    cursor: pointer;
  }
  .output-head button:hover:not(:disabled) {
    background: var(--sunk);
    color: var(--ink);
  }
  .output-head button[aria-pressed='true'] {
    border-color: var(--line);
    background: var(--sunk);
    color: var(--ink);
  }
  .output-head button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  .output-head button:focus-visible,
  .output-text :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .output-steps .count {
    min-width: 13ch;
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .output-text {
    max-height: var(--trace-output-height, 420px);
    overflow: auto;
    padding: 4px 14px 14px;
    line-height: 1.6;
    overflow-wrap: anywhere;
    overscroll-behavior: contain;
  }
  .output-part {
    unicode-bidi: plaintext;
  }
  /* What is far below waits to be laid out; the first part is on show anyway. */
  .output-part:nth-child(n + 3) {
    content-visibility: auto;
    contain-intrinsic-size: auto 100px;
  }
  .output-row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    min-height: 1.6em;
  }
  .output-cell {
    padding-inline: 10px;
    unicode-bidi: plaintext;
  }
  .output-cell.left {
    padding-inline-start: 0;
    border-inline-end: 1px solid var(--line);
  }
  .output-cell:empty {
    background: var(--sunk);
  }
  .output-piece {
    white-space: pre-wrap;
    border-radius: 3px;
    text-decoration-thickness: 2px;
    text-underline-offset: 3px;
    box-decoration-break: clone;
  }
  .output-piece.left {
    background: color-mix(in srgb, var(--run-1) 16%, transparent);
    text-decoration: underline dashed var(--run-1) 2px;
  }
  .output-piece.right {
    background: color-mix(in srgb, var(--run-2) 16%, transparent);
    text-decoration: underline solid var(--run-2) 2px;
  }
  .output-piece.code {
    font-family: var(--mono);
    font-size: 0.93em;
  }
  .output-piece.current {
    box-shadow: 0 0 0 2px var(--accent);
  }
  .output-piece.blank::before {
    color: var(--dim);
    content: '↵' / '';
  }
  .output-legend {
    display: inline-flex;
    gap: 12px;
  }
  .output-message {
    margin: 0;
    padding: 10px 14px;
    color: var(--dim);
  }
  @media (forced-colors: active) {
    .output-piece.current {
      outline: 2px solid Highlight;
    }
  }
  @container output-difference (max-width: 520px) {
    .output-text {
      padding-inline: 10px;
      font-size: 0.93em;
    }
    .output-cell {
      padding-inline: 6px;
    }
  }
`;
