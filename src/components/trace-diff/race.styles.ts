import { css } from 'lit';

/** The timeline of all runs, and what the controls have beyond a player's. */
export const raceStyles = css`
  trace-diff-timeline {
    display: block;
  }
  .race {
    /* Time goes from left to right in every language. */
    direction: ltr;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    padding: 14px 14px 6px;
    border-top: 1px solid var(--line);
  }
  .race-drawing {
    display: block;
    width: 100%;
    overflow: visible;
  }
  .row-letter {
    font: 700 0.86em var(--mono);
    fill: var(--run);
  }
  .row-total {
    font: 0.86em var(--mono);
    fill: var(--dim);
  }
  .difference line {
    stroke: var(--run);
    stroke-width: 2;
  }
  .difference text {
    font: 600 0.86em var(--sans);
    fill: var(--run);
  }
  .controls .choices {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-inline-start: auto;
  }
  .choices ~ trace-player-speed {
    margin-inline-start: 4px;
  }
  .findings-button {
    padding: 0 9px;
    font-size: 0.9em;
    white-space: nowrap;
  }
  .findings-button[aria-expanded='true'] {
    background: var(--sunk);
    color: var(--ink);
  }
  @container diff (max-width: 760px) {
    .controls {
      flex-wrap: wrap;
    }
    .controls .sync.speeds {
      display: flex;
    }
    .controls .choices {
      order: 1;
      /* But for the button to share, which stands at their end. */
      flex: 1 0 calc(100% - 32px);
      flex-wrap: wrap;
      justify-content: space-between;
    }
    .controls > .share {
      order: 2;
    }
    .controls trace-player-speed {
      margin-inline-start: auto;
    }
  }
  @media (forced-colors: active) {
    :is(.row-letter, .row-total, .difference text) {
      fill: CanvasText;
    }
    .difference line {
      stroke: CanvasText;
    }
  }
`;
