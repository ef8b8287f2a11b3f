import { css } from 'lit';

/** The timeline. Heights are those of the drawing. */
export const timelineStyles = css`
  trace-player-timeline {
    display: block;
    padding: 12px 14px 0;
    border-top: 1px solid var(--line);
  }
  .timeline {
    border-radius: 4px;
    cursor: pointer;
    touch-action: pan-y;
    user-select: none;
  }
  .timeline:focus-visible {
    outline-offset: 5px;
  }
  .drawing {
    display: block;
    width: 100%;
    height: 50px;
    overflow: visible;
  }
  .run {
    overflow: hidden;
  }
  .bar {
    opacity: 0.6;
  }
  .waiting {
    fill: var(--wait);
  }
  .reasoning {
    fill: var(--reason);
  }
  .response {
    fill: var(--resp);
  }
  .tools {
    fill: var(--tool);
  }
  .veil {
    fill: var(--bg);
    opacity: 0.62;
  }
  .playhead,
  .marker {
    overflow: visible;
  }
  .playhead .line {
    stroke: var(--ink);
    stroke-width: 2;
  }
  .playhead circle {
    fill: var(--ink);
  }
  .marker .line {
    stroke: var(--dim);
    stroke-width: 1;
  }
  .marker .shape {
    fill: var(--dim);
    stroke: var(--bg);
    stroke-width: 1;
    paint-order: stroke;
  }
  .marker.first_token .shape,
  .marker.reasoning_completed .shape {
    fill: var(--reason);
  }
  .marker.response_completed .shape {
    fill: var(--resp);
  }
  .marker.tool_call .shape {
    fill: var(--tool);
  }
  .marker.error .shape,
  .marker.error .line {
    stroke: var(--err);
    stroke-width: 1.75;
  }
  @media (forced-colors: active) {
    :is(.bar, .phase, .marker .shape, .playhead circle) {
      fill: CanvasText;
    }
    :is(.playhead, .marker) .line {
      stroke: CanvasText;
    }
    .veil {
      fill: Canvas;
    }
  }
`;
