import { css } from 'lit';

/** The button to start, and the row of controls. */
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
  button:is(.play, .start-button) {
    border-radius: 50%;
    background: var(--ink);
    color: var(--bg);
  }
  button:is(.play, .start-button):hover {
    opacity: 0.88;
  }
  .play {
    width: 36px;
    height: 36px;
  }
  .start {
    grid-area: 1 / 1;
    z-index: 1;
    display: grid;
    place-items: center;
    pointer-events: none;
  }
  .start-button {
    pointer-events: auto;
    width: 64px;
    height: 64px;
  }
  .start-button .icon {
    width: 28px;
    height: 28px;
  }
  /* Their figures stay in their order on a page that is read from the right. */
  .time,
  .count,
  .speed-button,
  .speeds button {
    unicode-bidi: plaintext;
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
  @container player (max-width: 460px) {
    .time.hours span {
      display: none;
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
    .controls .speed-button {
      min-width: 34px;
      padding: 0 4px;
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
