import { html, type TemplateResult } from 'lit';
import type { ChartRun } from './chart-run.js';
import { AXIS_WIDTH, RIGHT_MARGIN, type Scene } from './scene.js';
import type { ViewRange } from './view-range.js';

/** The lines over a chart, which move without it being drawn again: a playhead for each run, the cursor, and what is dragged over. */
export function renderOverlay(runs: readonly ChartRun[]): TemplateResult {
  return html`<div class="overlay" aria-hidden="true">
    <div class="selection" part="selection" hidden></div>
    ${runs.map(
      ({ place, letter }) =>
        html`<div class="playhead run-${place}" part="playhead" hidden>
          <span>${runs.length > 1 ? letter : ''}</span>
        </div>`,
    )}
    <div class="cursor" part="cursor" hidden></div>
  </div>`;
}

/** Between places on a chart and times of its clock. */
export class ChartScale {
  readonly #scene: Scene;
  readonly #view: ViewRange;

  constructor(scene: Scene, view: ViewRange) {
    this.#scene = scene;
    this.#view = view;
  }

  /** Milliseconds in a pixel. */
  get perPixelMs(): number {
    return (this.#view.endMs - this.#view.startMs) / this.#plotWidth;
  }

  /** Pixels from the chart's left edge on; undefined for a time that is not in view. */
  xOf(timeMs: number): number | undefined {
    const { startMs, endMs } = this.#view;
    if (timeMs < startMs || timeMs > endMs) return undefined;
    return AXIS_WIDTH + (timeMs - startMs) / (this.perPixelMs || 1);
  }

  /** The time at a place, kept within the view. */
  timeAt(x: number): number {
    const within = Math.min(this.#plotWidth, Math.max(0, x - AXIS_WIDTH));
    return this.#view.startMs + within * this.perPixelMs;
  }

  get #plotWidth(): number {
    return this.#scene.width - AXIS_WIDTH - RIGHT_MARGIN;
  }
}

/** Moves a line of the overlay, or hides it. */
export function placeLine(line: HTMLElement, x: number | undefined): void {
  line.hidden = x === undefined;
  if (x !== undefined) line.style.setProperty('transform', `translateX(${x.toFixed(2)}px)`);
}

/** Shows what is dragged over, from one place to another. */
export function placeSelection(box: HTMLElement, fromX: number | undefined, toX = 0): void {
  placeLine(box, fromX === undefined ? undefined : Math.min(fromX, toX));
  if (fromX !== undefined) box.style.setProperty('width', `${Math.abs(toX - fromX)}px`);
}
