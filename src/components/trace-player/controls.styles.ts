import { css } from 'lit';

/** The row of controls. */
export const controlsStyles = css`
  .controls {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 4px 10px 10px;
  }
  .controls > button {
    flex: none;
  }
  button.play {
    width: 36px;
    min-width: 36px;
    height: 36px;
    border-radius: 50%;
    background: var(--ink);
    color: var(--bg);
  }
  button.play:hover {
    background: var(--ink);
    color: var(--bg);
    opacity: 0.88;
  }
  .time {
    padding: 0 8px;
    white-space: nowrap;
    font: 0.9em var(--mono);
    color: var(--dim);
  }
  .time b {
    font-weight: 600;
    color: var(--ink);
  }
  .live-button {
    padding: 0 9px;
    font-size: 0.86em;
  }
  .live-dot {
    width: 8px;
    height: 8px;
    border: 2px solid currentColor;
    border-radius: 50%;
  }
  .live-button[aria-pressed='true'] {
    color: var(--err);
  }
  [aria-pressed='true'] .live-dot {
    background: currentColor;
  }
  trace-player-speed {
    position: relative;
    margin-inline-start: auto;
  }
  .speeds {
    display: flex;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: 7px;
    background: var(--bg);
  }
  .speeds button {
    min-width: 0;
    height: 26px;
    padding: 0 10px;
    border-radius: 0;
    font: 0.86em var(--mono);
  }
  .speeds button:focus-visible {
    outline-offset: -2px;
    border-radius: 7px;
  }
  .speeds [aria-pressed='true'] {
    background: var(--sunk);
    color: var(--ink);
    font-weight: 600;
    box-shadow: inset 0 -2px var(--accent);
  }
  .speed-button {
    display: none;
    min-width: 44px;
    padding: 0 8px;
    border: 1px solid var(--line);
    font: 600 0.86em var(--mono);
  }
  .count {
    padding-inline: 10px 4px;
    white-space: nowrap;
    font: 0.86em var(--mono);
    color: var(--faint);
  }
  @container player (max-width: 640px) {
    .count {
      display: none;
    }
    .speed-button {
      display: inline-grid;
    }
    .speeds {
      display: none;
    }
    .open .speeds {
      display: flex;
      position: absolute;
      inset: auto 0 calc(100% + 6px) auto;
      z-index: 2;
      box-shadow: 0 4px 16px rgb(0 0 0 / 0.18);
    }
    .open .speeds button {
      height: 34px;
    }
  }
  @container player (max-width: 400px) {
    .controls {
      gap: 2px;
      padding-inline: 8px;
    }
    .controls.live .time span {
      display: none;
    }
    .time {
      padding: 0 4px;
      font-size: 0.86em;
    }
  }
  @container player (max-width: 296px) {
    .time span {
      display: none;
    }
  }
  @media (forced-colors: active) {
    [aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
