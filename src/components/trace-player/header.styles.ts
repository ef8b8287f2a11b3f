import { css } from 'lit';

/** The header. */
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
  .dot.unended,
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
  }
  .provider,
  .summary {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .summary {
    /* It gives way first: all that it says stands elsewhere, too. */
    flex-shrink: 99;
  }
  .status {
    flex: none;
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
  .badge.server {
    display: none;
    color: inherit;
  }
  @container player (max-width: 860px) {
    .summary {
      display: none;
    }
    .badge.server {
      display: block;
    }
  }
  /* The model has the first line, and all else the second. */
  @container player (max-width: 400px) {
    .header {
      flex-wrap: wrap;
      row-gap: 2px;
    }
    .model {
      flex: 1 1 calc(100% - 24px);
    }
    .model + * {
      margin-inline-start: 19px;
    }
    .model + .status::before {
      content: none;
    }
    .provider {
      max-width: 40%;
    }
  }
`;
