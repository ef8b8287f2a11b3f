import { css } from 'lit';

/** What stands in the text's place while there is none. */
export const panelStyles = css`
  trace-player-panel {
    display: contents;
  }
  .panel {
    grid-area: 1 / 1;
    z-index: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 0;
    padding: 16px;
    overflow: auto;
    text-align: center;
    color: var(--dim);
  }
  .panel > .icon {
    width: 28px;
    height: 28px;
    stroke-width: 1.1;
  }
  .panel.failed > .icon {
    color: var(--err);
  }
  .panel p {
    max-width: 46ch;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .panel .title {
    font-weight: 600;
    color: var(--ink);
  }
  .panel .text {
    font-size: 0.93em;
  }
  .retry {
    flex: none;
    margin-top: 6px;
    padding: 0 12px 0 9px;
    border: 1px solid var(--line);
    color: var(--ink);
    white-space: nowrap;
  }
  .choices {
    display: flex;
    gap: 8px;
  }
  .retry.plain {
    padding: 0 12px;
  }
  .spinner {
    width: 22px;
    height: 22px;
    margin-bottom: 4px;
    border: 2px solid var(--line);
    border-top-color: var(--accent);
    border-radius: 50%;
    animation: spin 0.9s linear infinite;
  }
  @keyframes spin {
    to {
      rotate: 1turn;
    }
  }
  progress {
    width: min(220px, 80%);
    height: 4px;
    margin-top: 6px;
    appearance: none;
    border: 0;
    border-radius: 2px;
    overflow: hidden;
    background: var(--line);
    accent-color: var(--accent);
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  progress:indeterminate {
    display: none;
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 4s;
    }
  }
`;
