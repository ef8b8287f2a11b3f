import { css } from 'lit';

/** The text of the run. */
export const transcriptStyles = css`
  trace-player-transcript {
    position: relative;
    display: grid;
    grid-area: 1 / 1;
    min-height: 0;
  }
  .scroller {
    overflow: auto;
    overscroll-behavior: contain;
    padding: 14px 18px;
    font-size: 1.035em;
    line-height: 1.65;
  }
  .block {
    margin: 0 0 14px;
    padding: 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    margin-bottom: 2px;
    font-size: 0.78em;
    line-height: 1.6;
    letter-spacing: 0.02em;
    color: var(--faint);
    user-select: none;
  }
  .head .label {
    font-weight: 600;
  }
  .head .note {
    unicode-bidi: plaintext;
    font-family: var(--mono);
    letter-spacing: 0;
  }
  summary.head {
    align-items: center;
    min-height: 24px;
    width: fit-content;
    border-radius: 4px;
    cursor: pointer;
    list-style: none;
  }
  summary.head::-webkit-details-marker {
    display: none;
  }
  summary.head::after {
    content: '';
    width: 5px;
    height: 5px;
    margin-inline: 1px 4px;
    border: solid currentColor;
    border-width: 0 1.5px 1.5px 0;
    rotate: -45deg;
  }
  [open] > summary.head::after {
    rotate: 45deg;
    translate: 0 -1px;
  }
  .body {
    margin-block-start: calc(var(--lead, 0) * -1lh);
  }
  .piece {
    content-visibility: auto;
    contain-intrinsic-size: auto 40lh;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }
  /* Drawn with the frame that goes there: as tall as guessed at first, it would leave that frame empty. */
  .current :is(.now, .piece:has(+ .now)),
  .block:has(+ .current) .now {
    content-visibility: visible;
  }
  /* What lies beyond the playhead is not there: not to see, find, copy or hear. */
  .now ~ .piece {
    display: none;
  }
  .streaming .now::after {
    content: '';
    display: inline-block;
    width: 7px;
    height: 1.05em;
    margin-inline: 2px -9px;
    vertical-align: -0.15em;
    border-radius: 1px;
    background: var(--resp);
    animation: caret 1.1s steps(2, jump-none) infinite;
  }
  @keyframes caret {
    to {
      opacity: 0.25;
    }
  }
  .block.prompt .body {
    color: var(--dim);
  }
  .block.reasoning {
    padding-inline-start: 12px;
    border-inline-start: 2px solid var(--reason);
  }
  .block.reasoning .head {
    color: var(--reason);
  }
  .block.reasoning .body {
    font-size: 0.95em;
    color: var(--dim);
  }
  .block.reasoning .now::after {
    background: var(--reason);
  }
  :is(.tool-call, .tool-result) .head {
    color: var(--tool);
  }
  :is(.tool-call, .tool-result) .body {
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--sunk);
    font: 0.86em / 1.6 var(--mono);
  }
  .tool-call .now::after {
    background: var(--tool);
  }
  .block.error .head {
    color: var(--err);
  }
  .block.error .body {
    padding: 8px 12px;
    border: 1px solid var(--err);
    border-radius: 8px;
    background: color-mix(in srgb, var(--err) 7%, var(--bg));
  }
  .waiting {
    margin: 0;
    font-size: 0.93em;
    color: var(--faint);
  }
  .follow {
    position: absolute;
    inset: auto 0 10px;
    margin-inline: auto;
    width: fit-content;
    padding: 0 12px 0 9px;
    border: 1px solid var(--line);
    border-radius: 99px;
    background: var(--bg);
    font-size: 0.86em;
    color: var(--ink);
  }
  @media (prefers-reduced-motion: reduce) {
    .streaming .now::after {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .streaming .now::after {
      background: CanvasText;
    }
  }
`;
