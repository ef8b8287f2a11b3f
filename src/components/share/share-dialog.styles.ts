import { css } from 'lit';

/** The dialog that shares a run. */
export const shareStyles = css`
  .share-dialog {
    box-sizing: border-box;
    width: min(600px, 100vw - 16px);
    max-height: calc(100dvh - 16px);
    margin: auto;
    padding: 0 18px 16px;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg);
    color: var(--ink);
    font: var(--size) / 1.5 var(--sans);
    font-variant-numeric: tabular-nums;
    text-align: start;
  }
  .share-dialog::backdrop {
    background: rgb(0 0 0 / 0.45);
  }
  .share-dialog:focus-visible {
    outline: none;
  }
  .share-head {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    margin-inline: -18px;
    padding: 12px 12px 4px 18px;
    background: var(--bg);
  }
  .share-head h2 {
    flex: 1;
    margin: 0;
    font-size: 1.15em;
    font-weight: 600;
  }
  .share-dialog p {
    margin: 0;
  }
  .share-hint {
    color: var(--dim);
    font-size: 0.92em;
  }
  .share-parts {
    margin: 10px 0 14px;
    padding: 0;
    list-style: none;
    border: 1px solid var(--line);
    border-radius: 8px;
    font-size: 0.92em;
  }
  .share-parts li + li {
    border-top: 1px solid var(--line);
  }
  .share-part {
    display: grid;
    grid-template-columns: 20px auto minmax(0, 1fr);
    align-items: center;
    column-gap: 8px;
    min-height: 24px;
    padding: 5px 12px 5px 10px;
  }
  .share-part b {
    grid-column: 2;
    font-weight: 600;
  }
  label.share-part {
    cursor: pointer;
  }
  .share-part input {
    grid-row: 1;
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--accent);
  }
  .share-dialog .share-quoted {
    margin: -8px 0 12px;
  }
  .share-dialog p,
  .share-choice label > span {
    unicode-bidi: plaintext;
  }
  .share-size {
    color: var(--dim);
    text-align: end;
  }
  .share-excerpt {
    grid-column: 2 / -1;
    overflow: hidden;
    color: var(--faint);
    font-size: 0.92em;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .out b {
    color: var(--dim);
    text-decoration: line-through;
  }
  .share-choice {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    margin: 0 0 10px;
    padding: 0;
    border: 0;
    min-width: 0;
    font-size: 0.92em;
  }
  .share-choice legend {
    padding: 0;
    font-weight: 600;
  }
  .share-choice label {
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 26px;
    cursor: pointer;
  }
  .share-choice input {
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--accent);
  }
  .share-choice small {
    color: var(--dim);
    font-size: 0.95em;
  }
  .share-code-row {
    display: flex;
    align-items: stretch;
    gap: 8px;
  }
  .share-code {
    box-sizing: border-box;
    flex: 1;
    min-width: 0;
    height: 66px;
    padding: 7px 9px;
    resize: vertical;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--sunk);
    color: var(--ink);
    font: 0.86em/1.4 var(--mono);
    word-break: break-all;
  }
  .share-dialog :is(input, textarea):focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .share-dialog button.share-act {
    height: 34px;
    padding: 0 14px;
    border: 1px solid var(--line);
    color: var(--ink);
    font-weight: 500;
  }
  .share-dialog .share-code-row .share-act {
    height: auto;
  }
  .share-dialog button.share-primary {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--bg);
  }
  .share-dialog button.share-primary:hover:not(:disabled) {
    opacity: 0.88;
  }
  .share-dialog button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  .share-told {
    padding-top: 4px;
    color: var(--dim);
    font-size: 0.92em;
  }
  .share-acts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 12px;
  }
  .share-dialog .share-status {
    padding-top: 4px;
    color: var(--good);
    font-weight: 600;
  }
  .share-dialog .share-status:empty {
    padding: 0;
  }
  @media (max-width: 420px) {
    .share-dialog {
      padding-inline: 12px;
    }
    .share-head {
      margin-inline: -12px;
      padding-inline: 12px 6px;
    }
    .share-code-row {
      flex-direction: column;
    }
    .share-dialog .share-code-row .share-act {
      height: 34px;
    }
  }
`;
