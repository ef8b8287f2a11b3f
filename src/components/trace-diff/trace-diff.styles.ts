import { css } from 'lit';
import { buttonStyles } from '../shared/button.styles.js';
import { runColours } from '../shared/run-colours.styles.js';
import { controlsStyles } from '../trace-player/controls.styles.js';
import { timelineStyles } from '../trace-player/timeline.styles.js';
import { findingsStyles } from './findings.styles.js';
import { raceStyles } from './race.styles.js';

/** The frame, and the runs within it. */
const frameStyles = css`
  * {
    box-sizing: border-box;
  }
  .diff {
    /* The controls know their room by the player's name; what is in a player is not to take this one's. */
    container: player diff / inline-size;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--bg);
    color: var(--ink);
    font: var(--size) / 1.5 var(--sans);
    font-variant-numeric: tabular-nums;
    text-align: start;
  }
  .left-out {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 5px 14px;
    border-bottom: 1px solid var(--line);
    background: color-mix(in srgb, var(--tool) 8%, var(--bg));
    font-size: 0.9em;
  }
  .left-out .icon {
    flex: none;
    color: var(--tool);
  }
  .stage {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .sides {
    grid-area: 1 / 1;
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 1px;
    background: var(--line);
  }
  .runs-3 .sides {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }
  .runs-1 .sides {
    grid-template-columns: minmax(0, 1fr);
  }
  section.run {
    display: flex;
    flex-direction: column;
    min-width: 0;
    background: var(--bg);
    border-top: 3px solid var(--run);
  }
  .run > trace-player,
  .run > ::slotted(trace-player) {
    --frame-width: 0;
    --trace-radius: 0;
    height: var(--trace-height, 400px);
  }
  .flag {
    display: flex;
    align-items: baseline;
    gap: 10px;
    min-height: 44px;
    padding: 8px 14px 6px;
    border-bottom: 1px solid var(--line);
    white-space: nowrap;
  }
  .letter {
    align-self: center;
    display: inline-grid;
    place-items: center;
    width: 22px;
    height: 22px;
    border: 1.5px solid var(--run);
    border-radius: 5px;
    font: 700 0.93em var(--mono);
    color: var(--run);
  }
  .leads .letter {
    background: var(--run);
    color: var(--bg);
  }
  .flag-tokens {
    font-size: 0.86em;
    color: var(--dim);
  }
  .flag-tokens b {
    font: 600 1.5em var(--mono);
    letter-spacing: -0.03em;
    color: var(--ink);
  }
  .flag-lead {
    overflow: hidden;
    margin-inline-start: auto;
    text-overflow: ellipsis;
    font: 0.9em var(--mono);
    color: var(--dim);
  }
  .leads .flag-lead {
    font-weight: 600;
    color: var(--run);
  }
  .announcement {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @container diff (max-width: 960px) {
    .runs-3 .sides {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .runs-3 .run:last-child {
      grid-column: 1 / -1;
    }
  }
  @container diff (max-width: 720px) {
    :is(.sides, .runs-3 .sides) {
      grid-template-columns: minmax(0, 1fr);
    }
    .run > trace-player,
    .run > ::slotted(trace-player) {
      height: 240px;
    }
    .run > trace-player::part(side),
    .run > trace-player::part(events-toggle) {
      display: none;
    }
    .flag {
      flex-wrap: wrap;
      gap: 0 8px;
      min-height: 38px;
      padding: 4px 12px;
    }
    .flag-lead {
      font-size: 0.79em;
    }
  }
  @media (forced-colors: active) {
    button {
      border: 1px solid ButtonBorder;
      color: ButtonText;
    }
    .leads .letter {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;

/** Everything in the shadow root of `<trace-diff>`: its parts render into it. */
export const diffStyles = [
  buttonStyles,
  runColours,
  controlsStyles,
  timelineStyles,
  frameStyles,
  raceStyles,
  findingsStyles,
];
