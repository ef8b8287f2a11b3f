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
    display: grid;
    /* A code is short or it breaks: the message needs the room. */
    grid-template-columns: auto fit-content(30ch) minmax(0, 1fr);
    gap: 0 8px;
    margin: 0;
    padding: 0 14px 8px;
    max-height: 132px;
    overflow: auto;
    list-style: none;
    font-family: var(--mono);
  }
  .log li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: baseline;
    color: var(--dim);
  }
  .log .more {
    display: block;
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
  .log :is(.level, .message) {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  @container player (max-width: 640px) {
    .log ol {
      max-height: 84px;
    }
    .log li {
      display: block;
    }
    .log .level {
      display: inline-block;
      margin-inline: 8px;
    }
    .log .message {
      unicode-bidi: isolate;
    }
  }
`;
