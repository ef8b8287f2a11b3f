import { css } from 'lit';

/** The header, the notices under it and the log. */
export const headerStyles = css`
  .header {
    display: flex;
    align-items: center;
    gap: 7px;
    min-height: 46px;
    padding: 6px 14px;
    white-space: nowrap;
    font-size: 0.9em;
    color: var(--dim);
  }
  .dot {
    flex: none;
    margin-inline-end: 3px;
    width: 9px;
    height: 9px;
    border-radius: 50%;
    border: 2px solid var(--wait);
  }
  .dot.completed {
    border-color: var(--good);
    background: var(--good);
  }
  .dot.running,
  .dot.loading,
  .dot.reconnecting {
    border-color: var(--resp);
  }
  .dot.running {
    background: var(--resp);
  }
  .dot.failed,
  .dot.cut,
  .dot.cancelled {
    border: 0;
    border-radius: 1px;
    background: var(--err);
    rotate: 45deg;
  }
  .model {
    overflow: hidden;
    text-overflow: ellipsis;
    font: 600 0.95em var(--mono);
    color: var(--ink);
    /* What stands beside it gives way first. */
    flex-shrink: 0.1;
  }
  .summary,
  .status {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .summary::before,
  .status:not(:empty)::before {
    content: '· ';
  }
  .header > .status:nth-child(2)::before {
    content: none;
  }
  .badges {
    display: flex;
    flex: none;
    gap: 6px;
    margin-inline-start: auto;
  }
  .badge {
    padding: 1px 8px;
    border: 1px solid currentColor;
    border-radius: 99px;
    font-size: 0.85em;
    line-height: 1.5;
    color: var(--tool);
  }
  .badge.live {
    color: var(--err);
    font-weight: 600;
  }
  .badge.live::before {
    content: '●';
    margin-inline-end: 4px;
    font-size: 0.8em;
  }
  .notices {
    margin: 0;
    padding: 0;
    list-style: none;
    max-height: 96px;
    overflow: auto;
    border-bottom: 1px solid var(--line);
    background: color-mix(in srgb, var(--tool) 8%, var(--bg));
    font-size: 0.9em;
  }
  .notices li {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 5px 14px;
  }
  .notices .icon {
    flex: none;
    color: var(--tool);
  }
  .notices span {
    overflow-wrap: anywhere;
  }
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
  @container player (max-width: 860px) {
    .summary {
      display: none;
    }
  }
  @container player (max-width: 400px) {
    .header {
      flex-wrap: wrap;
      row-gap: 2px;
    }
    .provider {
      display: none;
    }
  }
`;
