import { css } from 'lit';

/** The log under the text. */
export const logStyles = css`
  .log {
    border-top: 1px solid var(--line);
    font-size: 0.86em;
  }
  .log summary {
    padding: 5px 14px;
    color: var(--dim);
    cursor: pointer;
  }
  .log.has-errors summary {
    color: var(--err);
    font-weight: 600;
  }
  .log ol {
    margin: 0;
    padding: 0 14px 8px;
    max-height: 132px;
    overflow: auto;
    list-style: none;
    font-family: var(--mono);
  }
  .log li {
    display: grid;
    grid-template-columns: 5.5em 5em minmax(0, 1fr);
    gap: 8px;
    align-items: baseline;
    color: var(--dim);
  }
  .log li.error {
    color: var(--err);
  }
  .log .moment {
    min-height: 24px;
    height: auto;
    justify-content: end;
    color: inherit;
  }
  .log .level {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .log .message {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
`;
