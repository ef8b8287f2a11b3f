import { css } from 'lit';
import { buttonStyles } from '../shared/button.styles.js';
import { controlsStyles } from './controls.styles.js';
import { eventListStyles } from './event-list.styles.js';
import { headerStyles } from './header.styles.js';
import { readoutStyles } from './readout.styles.js';
import { timelineStyles } from './timeline.styles.js';
import { transcriptStyles } from './transcript.styles.js';

/** The frame that the parts stand in. */
const frameStyles = css`
  :host {
    display: block;
    height: var(--trace-height, 520px);
    min-width: 0;
    line-height: 1.5;
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  .player {
    container: player / inline-size;
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    /* Within a comparison it has no frame of its own. */
    border: var(--frame-width, 1px) solid var(--line);
    border-radius: var(--radius);
    background: var(--bg);
    color: var(--ink);
    font: var(--size) / 1.5 var(--sans);
    font-variant-numeric: tabular-nums;
  }
  [tabindex]:focus-visible {
    outline-offset: -2px;
  }
  .top {
    display: flex;
    align-items: center;
    border-bottom: 1px solid var(--line);
  }
  trace-player-header {
    flex: 1;
    min-width: 0;
  }
  .events-toggle {
    display: none;
    margin-inline-end: 8px;
  }
  .events-toggle[aria-expanded='true'] {
    background: var(--sunk);
    color: var(--ink);
  }
  .player > :not(.main) {
    flex: none;
  }
  .main {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(0, 1fr) clamp(268px, var(--trace-side-width, 34cqi), 380px);
    grid-template-rows: minmax(0, 1fr);
    min-height: 0;
  }
  .reading {
    position: relative;
    display: grid;
    min-height: 0;
  }
  .side {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border-inline-start: 1px solid var(--line);
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
  @container player (max-width: 640px) {
    .main {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto;
    }
    .side {
      border-inline-start: 0;
      border-top: 1px solid var(--line);
    }
    .side:not(.open) trace-player-events {
      display: none;
    }
    .side.open trace-player-events {
      flex: none;
      height: 172px;
    }
    .events-toggle {
      display: inline-grid;
    }
  }
  @media (forced-colors: active) {
    button {
      border: 1px solid ButtonBorder;
      color: ButtonText;
    }
  }
`;

/** Everything in the player's shadow root: its parts render into it, so its styles are theirs. */
export const playerStyles = [
  buttonStyles,
  frameStyles,
  headerStyles,
  transcriptStyles,
  readoutStyles,
  eventListStyles,
  timelineStyles,
  controlsStyles,
];
