import { css } from 'lit';

/** The event list. Rows are 24 px high: the window of rows counts on it. */
export const eventListStyles = css`
  trace-player-events {
    container: events / inline-size;
    display: block;
    flex: 1;
    min-height: 0;
  }
  .events {
    display: flex;
    flex-direction: column;
    height: 100%;
    font: 0.86em var(--mono);
  }
  .rows-scroller {
    flex: 1;
    min-height: 0;
    overflow: auto;
    container-type: size;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .rows-window {
    position: sticky;
    top: 0;
    height: 100cqb;
    overflow: clip;
  }
  .row {
    display: grid;
    grid-template-columns: 4.8em minmax(0, 1fr) 3.4em;
    gap: 8px;
    align-items: center;
    height: 24px;
    padding-inline: 8px 10px;
    white-space: nowrap;
    color: var(--dim);
    cursor: pointer;
  }
  .row:hover {
    background: var(--sunk);
  }
  .row > .memory {
    display: none;
  }
  .row > :is(time, .rate, .memory, :first-child) {
    text-align: end;
  }
  .row .what {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: pre;
    unicode-bidi: plaintext;
  }
  .row.mark .what {
    color: var(--ink);
  }
  .row.reasoning .what {
    color: var(--reason);
  }
  .row.tools .what {
    color: var(--tool);
  }
  .row.error .what {
    color: var(--err);
  }
  .row.later:not(:hover) > * {
    color: var(--faint);
  }
  .row.now {
    background: color-mix(in srgb, var(--accent) 12%, var(--bg));
    box-shadow: inset 2px 0 var(--accent);
    color: var(--ink);
  }
  .row.columns {
    flex: none;
    height: 26px;
    font: 0.86em var(--sans);
    color: var(--faint);
    background: none;
    cursor: default;
    scrollbar-gutter: stable;
  }
  .row.columns > :nth-child(3) {
    text-align: end;
  }
  @container events (min-width: 330px) {
    .row {
      grid-template-columns: 4.8em minmax(0, 1fr) 3.4em 4.4em;
    }
    .row > .memory {
      display: block;
    }
  }
  @media (forced-colors: active) {
    .row.now {
      outline: 1px solid Highlight;
      outline-offset: -1px;
    }
  }
`;
