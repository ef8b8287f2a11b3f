import { css } from 'lit';

/** What the figures say. */
export const findingsStyles = css`
  .findings {
    border-top: 1px solid var(--line);
  }
  /* Differences of answers know a first and a second run: these are their colours by their places in the race. */
  .findings.left-1 {
    --pair-left: var(--run-1);
  }
  .findings.right-1 {
    --pair-right: var(--run-1);
  }
  .findings.left-2 {
    --pair-left: var(--run-2);
  }
  .findings.right-2 {
    --pair-right: var(--run-2);
  }
  .findings.left-3 {
    --pair-left: var(--run-3);
  }
  .findings.right-3 {
    --pair-right: var(--run-3);
  }
  .findings.left-4 {
    --pair-left: var(--run-4);
  }
  .findings.right-4 {
    --pair-right: var(--run-4);
  }
  trace-output-difference {
    --run-1: var(--pair-left);
    --run-2: var(--pair-right);
  }
  /* The controls leave their count out where there is little room; a place among changes is not left out. */
  .output-difference .count {
    display: inline;
    padding: 0;
  }
  .findings p {
    margin: 0;
  }
  .pair {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 12px;
    padding: 10px 14px;
    color: var(--dim);
  }
  .pair select {
    height: 28px;
    max-width: 100%;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--bg);
    color: var(--ink);
    font: inherit;
  }
  .pending {
    padding: 12px 14px;
    color: var(--dim);
  }
  .caveats {
    display: flex;
    gap: 10px;
    padding: 10px 14px;
    border-bottom: 1px solid var(--line);
    background: var(--sunk);
    font-size: 0.93em;
    color: var(--dim);
  }
  .caveats .icon {
    flex: none;
    margin-top: 3px;
    color: var(--tool);
  }
  .caveats .title {
    font-weight: 600;
    color: var(--ink);
  }
  .caveats ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 18px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .verdict {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(250px, 100%), 1fr));
    gap: 1px;
    margin: 0;
    padding: 0;
    border-bottom: 1px solid var(--line);
    background: var(--line);
    list-style: none;
  }
  .clause {
    display: flex;
    flex-direction: column;
    gap: 3px;
    padding: 12px 14px;
    background: var(--bg);
  }
  .clause .sentence {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 24px;
    margin-bottom: 3px;
    font-weight: 600;
  }
  .sentence .letter {
    background: var(--run);
    color: var(--bg);
  }
  .unknown {
    color: var(--dim);
  }
  .amount {
    display: grid;
    grid-template-columns: 14px minmax(0, 1fr) auto;
    align-items: center;
    gap: 6px;
    font: 0.86em var(--mono);
  }
  .amount-letter {
    font-weight: 700;
    color: var(--run);
  }
  .amount-bar {
    width: 100%;
    height: 8px;
    border-radius: 2px;
    background: var(--sunk);
  }
  .amount-bar rect {
    fill: var(--run);
  }
  .amount-figure {
    min-width: 14ch;
    text-align: end;
  }
  .margin {
    font-size: 0.86em;
    text-align: end;
    color: var(--dim);
  }
  .buckets {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.93em;
  }
  .buckets caption {
    padding: 12px 14px 4px;
    text-align: start;
    font-weight: 600;
  }
  .buckets :is(th, td) {
    padding: 4px 14px;
    text-align: end;
    font-weight: 400;
    vertical-align: top;
  }
  .buckets td {
    font-family: var(--mono);
    white-space: nowrap;
  }
  .buckets th[scope='row'] {
    text-align: start;
    color: var(--dim);
  }
  .buckets thead :is(th, td) {
    color: var(--dim);
  }
  .buckets small {
    display: block;
    font: 0.86em var(--sans);
    white-space: normal;
    color: var(--dim);
  }
  .buckets .largest :is(th, td) {
    font-weight: 600;
    color: var(--ink);
    background: var(--sunk);
  }
  .buckets tfoot :is(th, td) {
    padding-bottom: 12px;
    border-top: 1px solid var(--line);
  }
  @container diff (max-width: 640px) {
    .buckets :is(th, td) {
      padding-inline: 6px;
    }
    .buckets tr > :first-child {
      padding-inline-start: 14px;
    }
    .buckets tr > :last-child {
      padding-inline-end: 14px;
    }
  }
  @media (forced-colors: active) {
    .amount-bar rect {
      fill: CanvasText;
    }
    .clause .sentence .letter {
      border-color: CanvasText;
      background: Canvas;
      color: CanvasText;
    }
  }
`;
