import { css } from 'lit';
import { runColours } from '../shared/run-colours.styles.js';

const frameStyles = css`
  * {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  metrics-chart-view {
    display: block;
    container: chart / inline-size;
  }
  .chart {
    position: relative;
    margin: 0;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg);
    color: var(--ink);
    font: var(--size) / 1.5 var(--sans);
    font-variant-numeric: tabular-nums;
  }
  .plot {
    position: relative;
    cursor: crosshair;
    touch-action: pan-y;
    user-select: none;
  }
  .empty .plot {
    height: 0;
    overflow: hidden;
  }
  .plot:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  /* The canvas lies on top for a pointer: its own menu saves the picture. */
  :is(.u-over, .u-under, .overlay) {
    pointer-events: none;
  }
  .uplot {
    font: inherit;
  }
  .overlay {
    position: absolute;
    inset: 0;
    overflow: hidden;
  }
  :is(.playhead, .cursor, .selection) {
    position: absolute;
    top: var(--top);
    bottom: 40px;
    left: 0;
    will-change: transform;
  }
  .playhead {
    width: 2px;
    margin-inline-start: -1px;
    background: var(--run);
  }
  .playhead span {
    position: absolute;
    bottom: -3px;
    left: -8px;
    width: 18px;
    border-radius: 4px;
    background: var(--run);
    color: var(--bg);
    font-size: 11px;
    font-weight: 700;
    line-height: 15px;
    text-align: center;
  }
  /* Where playheads meet, all can be seen: lines under others have gaps over them, and flags stand above each other. */
  .playhead:is(.run-2, .run-4) {
    background: repeating-linear-gradient(var(--run) 0 7px, transparent 7px 13px);
  }
  .playhead.run-3 {
    background: repeating-linear-gradient(var(--run) 0 3px, transparent 3px 9px);
  }
  .playhead.run-2 span {
    bottom: 14px;
  }
  .playhead.run-3 span {
    bottom: 31px;
  }
  .playhead.run-4 span {
    bottom: 48px;
  }
  .playhead span:empty {
    left: -4px;
    width: 10px;
    height: 10px;
    border-radius: 50%;
  }
  .cursor {
    width: 0;
    border-inline-start: 1px dashed var(--ink);
  }
  .selection {
    border-inline: 1px solid var(--accent);
    background: color-mix(in srgb, var(--accent) 18%, transparent);
  }
  .message {
    margin: 0;
    padding: 14px;
    color: var(--dim);
  }
  .moments {
    padding: 8px 14px 10px;
    border-top: 1px solid var(--line);
  }
  .when {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    margin: 0 0 4px;
    color: var(--dim);
    font-size: 0.86em;
  }
  .when b {
    color: var(--ink);
    font-family: var(--mono);
  }
  .mark {
    padding: 0 6px;
    border-radius: 4px;
    background: var(--sunk);
    color: var(--ink);
  }
  .moment {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 10px;
    padding-block: 3px;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--run);
  }
  .moment + .moment {
    margin-top: 6px;
  }
  .letter {
    grid-row: span 2;
    align-self: start;
    color: var(--run);
    font-weight: 700;
  }
  .moment dl,
  .around {
    grid-column: 2;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    margin: 0;
  }
  .value {
    min-width: 0;
  }
  dt {
    color: var(--dim);
    font-size: 0.79em;
    line-height: 1.3;
  }
  dd {
    margin: 0;
    font: 600 1em / 1.4 var(--mono);
    letter-spacing: -0.02em;
  }
  dd small {
    color: var(--dim);
    font: 400 0.8em var(--sans);
    letter-spacing: 0;
  }
  dd.none {
    color: var(--dim);
    font: 400 0.86em / 1.6 var(--sans);
    letter-spacing: 0;
  }
  .around {
    height: 1.6em;
    margin: 3px 0 0;
    overflow: hidden;
    color: var(--dim);
    display: flex;
    font-size: 0.86em;
    line-height: 1.6;
    white-space: pre;
  }
  /* Where there is little room, what is furthest from the moment goes first. */
  .around .before {
    display: flex;
    flex: 0 1 auto;
    justify-content: flex-end;
    min-width: 0;
    overflow: hidden;
  }
  .around mark {
    flex: none;
    max-width: 60%;
    overflow: hidden;
  }
  .around .after {
    flex: 1 1 0;
    min-width: 3em;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .around .kind {
    flex: none;
    margin-inline-end: 6px;
    padding: 0 6px;
    border-radius: 4px;
    background: var(--sunk);
    color: var(--ink);
    font-size: 0.9em;
  }
  .around mark {
    background: none;
    color: var(--ink);
    font-weight: 600;
    text-decoration: underline;
    text-decoration-color: var(--run);
    text-decoration-thickness: 2px;
    text-underline-offset: 3px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding: 0 14px 12px;
  }
  button {
    min-height: 28px;
    padding: 2px 10px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--sunk);
    color: var(--ink);
    font: inherit;
    font-size: 0.86em;
    cursor: pointer;
  }
  button:hover {
    border-color: var(--dim);
  }
  :is(button, .table-scroller):focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .table-scroller {
    max-height: 320px;
    overflow: auto;
    border-top: 1px solid var(--line);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.86em;
  }
  .table-note {
    margin: 0;
    padding: 8px 14px;
    border-top: 1px solid var(--line);
    color: var(--dim);
    font-size: 0.86em;
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--sunk);
    color: var(--dim);
    font-weight: 500;
  }
  :is(th, td) {
    padding: 3px 14px;
    border-bottom: 1px solid var(--line);
    text-align: end;
    white-space: nowrap;
  }
  :is(tbody th, td) {
    font-family: var(--mono);
    font-weight: 400;
  }
  .unseen,
  .probes {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  /* Their transitions tell that a colour has changed; nobody sees them. */
  .probes i {
    forced-color-adjust: none;
    transition: color 1ms linear;
  }
  @container chart (max-width: 520px) {
    .moments {
      padding-inline: 10px;
    }
    dl {
      gap: 2px 12px;
    }
    .actions {
      padding-inline: 10px;
    }
  }
  @media (forced-colors: active) {
    :host {
      --bg: Canvas;
      --sunk: Canvas;
      --ink: CanvasText;
      --dim: CanvasText;
      --faint: CanvasText;
      --line: GrayText;
      --wait: GrayText;
      --reason: CanvasText;
      --resp: CanvasText;
      --tool: CanvasText;
      --err: CanvasText;
    }
    :is(.playhead, .selection, .playhead span) {
      forced-color-adjust: none;
    }
  }
`;

/** The chart, around its canvas. Canvas colours come from the same properties, by the probes. */
export const chartStyles = [runColours, frameStyles];
